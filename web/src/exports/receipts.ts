import { ticketReceiptSchema, type ExportProgress, type TicketReceipt } from '@coatcheck/shared'
import { shallowReactive } from 'vue'
import { z } from 'zod'
import { isKept } from './exportProgress.ts'

const key = 'coatcheck.receipts'
const receiptsMax = 20
const receiptsSchema = z.array(ticketReceiptSchema)

export interface Receipts {
  has: (exportId: string) => boolean
  get: (exportId: string) => TicketReceipt | undefined
  /** Whether this tab can start the download of a file that has not been requested yet. */
  mayFetch: (progress: ExportProgress) => boolean
  /** Whether this tab can download a kept file again. */
  mayFetchAgain: (progress: ExportProgress, now: Date) => boolean
  add: (receipt: TicketReceipt) => void
  clear: () => void
}

/**
 * The tickets that this tab was given, in sessionStorage: they survive a reload, but not the tab.
 * This browser, and no other, can use them to download a file as long as the server keeps it.
 */
export function createReceipts(): Receipts {
  const byId = shallowReactive(new Map(read().map((receipt) => [receipt.exportId, receipt])))

  function write() {
    const newest = [...byId.values()].slice(-receiptsMax)
    sessionStorage.setItem(key, JSON.stringify(newest))
  }

  return {
    has: (exportId) => byId.has(exportId),
    get: (exportId) => byId.get(exportId),
    mayFetch: ({ exportId, state }) => state === 'waiting' && byId.has(exportId),
    mayFetchAgain: (progress, now) => byId.has(progress.exportId) && isKept(progress, now),
    add(receipt) {
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
