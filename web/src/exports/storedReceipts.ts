import { ticketReceiptSchema, type ExportProgress, type TicketReceipt } from '@coatcheck/shared'
import type { TrackerMemory } from '@coatcheck/shared/client'
import { shallowReactive } from 'vue'
import { z } from 'zod'
import { isKept } from './exportProgress.ts'

const key = 'coatcheck.receipts'
const receiptsMax = 20
const receiptsSchema = z.array(ticketReceiptSchema)

export type StoredReceipts = TrackerMemory['receipts'] & {
  /** Whether this tab can download the file: one not requested yet, or a kept one again. */
  mayFetch: (progress: ExportProgress, now: Date) => boolean
  clear: () => void
}

/**
 * The tickets that this tab was given, in sessionStorage: they survive a reload, but not the tab.
 * This browser, and no other, can use them to download a file as long as the server keeps it.
 */
export function createStoredReceipts(): StoredReceipts {
  const byId = shallowReactive(new Map(read().map((receipt) => [receipt.exportId, receipt])))

  function write() {
    const newest = [...byId.values()].slice(-receiptsMax)
    sessionStorage.setItem(key, JSON.stringify(newest))
  }

  return {
    has: (exportId) => byId.has(exportId),
    get: (exportId) => byId.get(exportId),
    mayFetch: (progress, now) =>
      byId.has(progress.exportId) && (progress.state === 'waiting' || isKept(progress, now)),
    set(exportId, receipt) {
      byId.set(exportId, receipt)
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
