import { ticketReceiptSchema, type ExportProgress, type TicketReceipt } from '@coatcheck/shared'
import { shallowReactive } from 'vue'
import { z } from 'zod'

const key = 'coatcheck.receipts'
const receiptsMax = 20
const receiptsSchema = z.array(ticketReceiptSchema)

/**
 * The tickets that this tab was given. With one of them this browser, and only it, may come back
 * for its file while the server keeps it; that shall outlive a reload, but not the tab.
 */
export function createReceipts() {
  const byId = shallowReactive(new Map(read().map((receipt) => [receipt.exportId, receipt])))

  function write() {
    const newest = [...byId.values()].slice(-receiptsMax)
    sessionStorage.setItem(key, JSON.stringify(newest))
  }

  return {
    has: (exportId: string) => byId.has(exportId),
    get: (exportId: string) => byId.get(exportId),
    /** Whether nobody has begun to fetch the file, and this tab may. */
    mayFetch: ({ exportId, state }: ExportProgress) => state === 'waiting' && byId.has(exportId),
    /** Whether this tab may come back for a file that is kept. */
    mayFetchAgain: ({ exportId, keptUntil }: ExportProgress, now: Date) =>
      byId.has(exportId) && keptUntil !== null && new Date(keptUntil) > now,
    add(receipt: TicketReceipt) {
      byId.set(receipt.exportId, receipt)
      write()
    },
    clear() {
      byId.clear()
      sessionStorage.removeItem(key)
    },
  }
}

function read(): TicketReceipt[] {
  try {
    return receiptsSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? '[]'))
  } catch {
    return []
  }
}
