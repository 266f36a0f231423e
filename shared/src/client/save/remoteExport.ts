import type { ExportClient } from './exportClient.ts'
import type { Patience } from './patience.ts'
import type { ReceivedBytes } from './receiveExport.ts'
import type { SaveProgress } from './saveProgress.ts'

/** How a server is reached. */
export interface Connection<Client extends ExportClient = ExportClient> extends Patience {
  readonly client: Client
  /** Base address of the API, which addresses of downloads are relative to. */
  readonly url: string | URL
}

/** An export on a server whose file can be downloaded, now or later. */
export interface RemoteExport {
  /** A UUID, as the others below checked: a server may send anything. */
  readonly exportId: string
  /** The server's name for the file: a plain one. */
  readonly fileName: string
  /** Rows counted when it was asked for. */
  readonly rowCount: number
  /**
   * Waits until there are bytes, then yields them.
   *
   * @param onProgress called with the phases before the download
   */
  receive(onProgress?: (progress: SaveProgress) => void): AsyncGenerator<ReceivedBytes>
  /** @throws SaveError `damaged` if the server's file has another checksum */
  check(sha256: string): Promise<void>
  /** Whether the whole file is on the server, as far as is known here, so that it can be fetched. */
  isReady(): boolean
  /** Cancels the export, if the server can be reached. */
  cancel(): Promise<void>
}

const cancelTimeoutMs = 10_000

/** Cancels an export; its caller has an error that says more than a failed cancellation. */
export async function cancelExport(client: ExportClient, exportId: string): Promise<void> {
  const signal = AbortSignal.timeout(cancelTimeoutMs)
  await client.export.cancel.mutate({ exportId }, { signal }).catch(() => {})
}

/** Cancels what a response says has been started, although the rest of it may be invalid. */
export async function cancelStarted(client: ExportClient, received: unknown): Promise<void> {
  const { exportId } = Object(received) as { readonly exportId?: unknown }
  if (typeof exportId === 'string') await cancelExport(client, exportId)
}
