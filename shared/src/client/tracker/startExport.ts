import type { ExportRequest } from '../../requestSchemas.ts'
import type { PreparedExport } from '../../preparedExport.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'
import type { LoadedLimits } from './loadedLimits.ts'
import type { TrackerClient } from './trackerClient.ts'
import { cannotPrepare, refusalOf } from './trackerError.ts'

/** What the server returned for a new export: its receipt, if it takes only tickets. */
export interface StartedExport {
  readonly about: PreparedExport
  readonly receipt: TicketReceipt | null
}

interface Connection {
  readonly client: TrackerClient
  readonly limits: LoadedLimits
  /** Until something is started. */
  readonly signal: AbortSignal
}

/**
 * Starts an export: prepared if the server does that, otherwise with a ticket. Several nodes without
 * a common store for files only take tickets.
 */
export async function startExport(
  connection: Connection,
  request: ExportRequest,
): Promise<StartedExport> {
  const { client, limits, signal } = connection
  const { prepares } = await limits.load()
  signal.throwIfAborted()
  const { prepare } = client.export
  if (!prepares) return startByTicket(client, request)
  try {
    return { about: await prepare.mutate(request as never), receipt: null }
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal || !cannotPrepare(refusal)) throw error
    // It was restarted as one of several nodes. The ticket needs no limits.
    await limits.reload().catch(() => {})
    signal.throwIfAborted()
    return startByTicket(client, request)
  }
}

async function startByTicket(
  { export: { createTicket } }: TrackerClient,
  request: ExportRequest,
): Promise<StartedExport> {
  const receipt = await createTicket.mutate(request as never)
  return { about: receipt, receipt }
}
