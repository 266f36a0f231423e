import { randomBytes } from 'node:crypto'
import type { ExportProgress } from '../../exportProgress.ts'
import { ticketReceiptSchema, type TicketReceipt } from '../../ticketReceipt.ts'
import type { ExportClient, RequestOf } from './exportClient.ts'
import { SaveError } from './saveError.ts'

/** An export with a ticket that is bound to a key of this client. */
export interface StartedExport {
  readonly receipt: TicketReceipt
  /** 256 random bits in base64url. */
  readonly clientKey: string
  /** The progress of the export; null if the server does not know it (any more). */
  progress(): Promise<ExportProgress | null>
  /** Cancels the export, if the server can be reached. */
  cancel(): Promise<void>
}

/**
 * @throws the tRPC client's error if the server refuses the request; SaveError `refused` if its
 *   receipt is not one, such as one whose file name has a path
 */
export async function startExport<Client extends ExportClient>(
  client: Client,
  request: RequestOf<Client>,
  signal: AbortSignal,
): Promise<StartedExport> {
  const clientKey = randomBytes(32).toString('base64url')
  const boundRequest = { ...(request as object), clientKey } as never
  const received = await client.export.createTicket.mutate(boundRequest, { signal })
  // A tRPC client checks no types: the receipt is whatever the server sent.
  const { data: receipt } = ticketReceiptSchema.safeParse(received)
  if (receipt === undefined) throw await notAReceipt(client, received)
  const { exportId } = receipt
  return {
    receipt,
    clientKey,
    async progress() {
      const latest = await client.export.list.query({ limit: 100 }, { signal })
      return latest.find((progress) => progress.exportId === exportId) ?? null
    },
    async cancel() {
      // The caller already has an error that says more than a failed cancellation.
      await client.export.cancel.mutate({ exportId }).catch(() => {})
    },
  }
}

async function notAReceipt(client: ExportClient, received: unknown): Promise<SaveError> {
  const { exportId } = Object(received) as { readonly exportId?: unknown }
  if (typeof exportId === 'string') await client.export.cancel.mutate({ exportId }).catch(() => {})
  return new SaveError('refused', 'The server’s response is not a receipt with a plain file name.')
}
