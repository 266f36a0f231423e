import { randomBytes } from 'node:crypto'
import { ticketReceiptSchema } from '../../ticketReceipt.ts'
import { checkSum } from './checkSum.ts'
import type { ExportClient, RequestOf } from './exportClient.ts'
import { persist } from './patience.ts'
import { receiveExport } from './receiveExport.ts'
import { cancelExport, cancelStarted, type Connection, type RemoteExport } from './remoteExport.ts'
import { SaveError } from './saveError.ts'

/**
 * Starts an export with a ticket: the file is written while it is downloaded. For servers that do
 * not prepare exports.
 *
 * @throws the tRPC client's error if the server refuses the request; SaveError `refused` if its
 *   receipt is not one, such as one whose file name has a path
 */
export async function ticketExport<Client extends ExportClient>(
  connection: Connection<Client>,
  request: RequestOf<Client>,
): Promise<RemoteExport> {
  const { client, url, signal, retryForMs } = connection
  const clientKey = newClientKey()
  const boundRequest = { ...(request as object), clientKey } as never
  const received = await client.export.createTicket.mutate(boundRequest, { signal })
  // A tRPC client checks no types: the receipt is whatever the server sent.
  const { data: receipt } = ticketReceiptSchema.safeParse(received)
  if (receipt === undefined) {
    await cancelStarted(client, received)
    throw notAReceipt()
  }
  const { exportId, fileName, rowCount } = receipt
  const latest = () =>
    persist(async (call) => {
      const exports = await client.export.list.query({ limit: 100 }, { signal: call })
      return exports.find((progress) => progress.exportId === exportId) ?? null
    }, connection)
  return {
    exportId,
    fileName,
    rowCount,
    receive: () => receiveExport({ url: new URL(receipt.url, url), clientKey, signal, retryForMs }),
    check: (sha256) => checkSum(latest, sha256, signal),
    // Its file is written while it is downloaded.
    isReady: () => false,
    cancel: () => cancelExport(client, exportId),
  }
}

/** 256 random bits in base64url, which tickets of this client are bound to. */
export function newClientKey(): string {
  return randomBytes(32).toString('base64url')
}

export function notAReceipt(): SaveError {
  return new SaveError('refused', 'The server’s response is not a receipt with a plain file name.')
}
