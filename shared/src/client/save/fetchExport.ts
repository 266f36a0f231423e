import { z } from 'zod'
import { preparedExportSchema } from '../../preparedExport.ts'
import { unknownExport } from './endedExport.ts'
import type { ExportClient } from './exportClient.ts'
import { findExport, preparedExport } from './preparedExport.ts'
import type { Connection, RemoteExport } from './remoteExport.ts'
import { SaveError } from './saveError.ts'
import type { SaveOptions } from './saveExport.ts'
import { saveInto, type SavedExport, type SaveTarget } from './saveInto.ts'
import { prepares } from './startExport.ts'
import { notAReceipt } from './ticketExport.ts'

/**
 * Saves the file of an export that was prepared before, by this client or on another device of the
 * same viewer. Waits until it is ready. Unlike `saveExport` it never cancels the export, neither
 * after an error nor when the signal aborts.
 *
 * ```ts
 * const { exportId } = await client.export.prepare.mutate(request)
 * // Later, or elsewhere
 * const saved = await fetchExport(client, exportId, 'flights.xlsx', { url })
 * ```
 *
 * @param client a tRPC client of Coatcheck's router
 * @throws SaveError; the signal's reason; the tRPC client's error if the server refuses a call
 */
export async function fetchExport(
  client: ExportClient,
  exportId: string,
  target: SaveTarget,
  options: SaveOptions,
): Promise<SavedExport> {
  const { url, retryForMs, signal = new AbortController().signal } = options
  const remote = await openExport({ client, url, signal, retryForMs }, exportId)
  return saveInto(target, remote, options)
}

/** @throws SaveError `gone` if the viewer has no such export; `refused` if the server keeps none */
export async function openExport(connection: Connection, exportId: string): Promise<RemoteExport> {
  if (!z.uuid().safeParse(exportId).success) throw unknownExport(exportId)
  if (!(await prepares(connection))) {
    throw new SaveError('refused', 'This server keeps no exports to fetch. Export again.')
  }
  const progress = await findExport(connection, exportId)
  // The file name may become a path.
  const { data: prepared } = preparedExportSchema.safeParse(progress)
  if (prepared === undefined) throw notAReceipt()
  return preparedExport(connection, prepared, progress)
}
