import type { TicketReceipt } from '../../ticketReceipt.ts'

/** A `Set` is one. */
interface Ids {
  has(exportId: string): boolean
  add(exportId: string): unknown
}

/**
 * What a tracker remembers of the exports that it started. By default it is forgotten with the
 * tracker; a page may keep it over a reload, in `sessionStorage`.
 */
export interface TrackerMemory {
  /** The exports that it started: their changes are news. */
  readonly own: Ids
  /** Those whose files it has not saved yet: it saves them when they are ready. */
  readonly unsaved: Ids & { delete(exportId: string): boolean }
  /** Tickets, by export, from servers that do not prepare. This browser may use them again. */
  readonly receipts: {
    has(exportId: string): boolean
    get(exportId: string): TicketReceipt | undefined
    set(exportId: string, receipt: TicketReceipt): unknown
  }
}

export function createTrackerMemory(): TrackerMemory {
  return { own: new Set(), unsaved: new Set(), receipts: new Map() }
}
