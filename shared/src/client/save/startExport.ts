import { preparedExportSchema } from '../../preparedExport.ts'
import { unlessAborted } from '../unlessAborted.ts'
import { failureOf, isUnavailable } from './callFailure.ts'
import type { ExportClient, RequestOf } from './exportClient.ts'
import { persist } from './patience.ts'
import { preparedExport } from './preparedExport.ts'
import { cancelStarted, type Connection, type RemoteExport } from './remoteExport.ts'
import { notAReceipt, ticketExport } from './ticketExport.ts'

/**
 * Starts an export: prepared if the server does that, otherwise with a ticket.
 *
 * @throws the tRPC client's error if the server refuses the request; SaveError `refused` if its
 *   response is not a receipt, such as one whose file name has a path
 */
export async function startExport<Client extends ExportClient>(
  connection: Connection<Client>,
  request: RequestOf<Client>,
): Promise<RemoteExport> {
  return (await prepareExport(connection, request)) ?? ticketExport(connection, request)
}

/** Starts an export that the server prepares; null if the server cannot do that. */
export async function prepareExport<Client extends ExportClient>(
  connection: Connection<Client>,
  request: RequestOf<Client>,
): Promise<RemoteExport | null> {
  if (!(await prepares(connection))) return null
  const received = await prepare(connection, request)
  const { data: prepared } = preparedExportSchema.safeParse(received)
  if (prepared !== undefined) return preparedExport(connection, prepared)
  await cancelStarted(connection.client, received)
  throw notAReceipt()
}

/** Whether the server prepares exports. Older servers have no such limit, or no limits. */
export async function prepares(connection: Connection): Promise<boolean> {
  const { limits, prepare, pickUp } = connection.client.export
  if (!limits || !prepare || !pickUp) return false
  const { signal } = connection
  try {
    const { prepares: doesPrepare } = await persist(
      () => limits.query(undefined, { signal }),
      connection,
      isUnavailable,
    )
    return doesPrepare === true
  } catch (error) {
    if (failureOf(error)?.httpStatus === 404) return false
    throw error
  }
}

/** Repeated only if nothing was started. Without a time limit, because rows are counted first. */
async function prepare(connection: Connection, request: object): Promise<unknown> {
  const { client, signal } = connection
  const { prepare: procedure } = client.export
  if (!procedure) return undefined
  // A key belongs to a ticket, which comes later.
  const parts = Object.entries(request).filter(([name]) => name !== 'clientKey')
  const unbound = Object.fromEntries(parts) as never
  const cancelLate = (received: unknown) => cancelStarted(client, received)
  return persist(
    async () => {
      const pending = procedure.mutate(unbound)
      try {
        return await unlessAborted(pending, signal)
      } catch (error) {
        // Otherwise a run would go on whose id is lost.
        if (signal.aborted) void pending.then(cancelLate, () => {})
        throw error
      }
    },
    connection,
    isUnavailable,
  )
}
