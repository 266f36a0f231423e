import { randomBytes } from 'node:crypto'
import type { ExportProgress } from '../../exportProgress.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'
import type { ExportClient, RequestOf } from './exportClient.ts'

/** An export that has a ticket, bound to a key that only this client has. */
export interface StartedExport {
  readonly receipt: TicketReceipt
  readonly clientKey: string
  /** How it stands; null when the server does not know it (any more). */
  progress(): Promise<ExportProgress | null>
  /** Stops it, if the server can be reached. */
  cancel(): Promise<void>
}

/** @throws the client's own error when the server refuses the request. */
export async function startExport<Client extends ExportClient>(
  client: Client,
  request: RequestOf<Client>,
  signal: AbortSignal,
): Promise<StartedExport> {
  const clientKey = randomBytes(32).toString('base64url')
  const asked = { ...(request as object), clientKey } as never
  const receipt = await client.export.createTicket.mutate(asked, { signal })
  const { exportId } = receipt
  return {
    receipt,
    clientKey,
    async progress() {
      const latest = await client.export.list.query({ limit: 100 }, { signal })
      return latest.find((each) => each.exportId === exportId) ?? null
    },
    async cancel() {
      // The answer to a cancelled caller is of interest to nobody.
      await client.export.cancel.mutate({ exportId }).catch(() => {})
    },
  }
}
