import { abandonExport } from './abandonExport.ts'
import type { ExportClient, RequestOf } from './exportClient.ts'
import { saveInto, type SavedExport, type SaveTarget } from './saveInto.ts'
import type { SaveProgress } from './saveProgress.ts'
import { startExport } from './startExport.ts'

export interface SaveOptions {
  /** Base address of the API, such as `https://reports.example.com`. */
  readonly url: string | URL
  /** Stops when it aborts; never by default. */
  readonly signal?: AbortSignal
  /** Called while the server prepares the file, and after each chunk that is written. */
  readonly onProgress?: (progress: SaveProgress) => void
  /** How long to keep trying while nothing arrives, in milliseconds; 30,000 by default. */
  readonly retryForMs?: number
  /** Whether to replace an existing file; true by default. */
  readonly overwrite?: boolean
}

/**
 * Exports into a file. The server prepares the file, then it is downloaded; a broken download is
 * resumed. The bytes are written to a temporary file beside the target, which replaces the target
 * once it is complete and its SHA-256 matches the server's. After an error no part of the file is
 * left, and an existing file is unchanged.
 *
 * After an error or an abort the export is also cancelled on the server. The exception is a file that
 * is ready there and could not be saved for a reason on this side (`file-exists`, `cannot-write`,
 * `connection-lost`): it is left, and the error's `exportId` is for `fetchExport`.
 *
 * ```ts
 * const saved = await saveExport(client, { report, filters, format: 'xlsx' }, 'flights.xlsx', { url })
 * ```
 *
 * @param client a tRPC client of Coatcheck's router
 * @param request what to export: report, filters and format; optionally columns, sort and time zone
 * @throws SaveError; the signal's reason; the tRPC client's error if the server refuses the request
 */
export async function saveExport<Client extends ExportClient>(
  client: Client,
  request: RequestOf<Client>,
  target: SaveTarget,
  options: SaveOptions,
): Promise<SavedExport> {
  const { url, retryForMs, signal = new AbortController().signal } = options
  const remote = await startExport({ client, url, signal, retryForMs }, request)
  try {
    return await saveInto(target, remote, options)
  } catch (error) {
    throw await abandonExport(remote, error, signal)
  }
}
