import { deepFreeze } from './deepFreeze.ts'
import { hashSecret, newTicket } from './ticket.ts'
import {
  claimedTtlMs,
  issueWindowMs,
  tooManyIssued,
  tooManyTickets,
  type Claim,
  type ClaimRequest,
  type IssuedTicket,
  type TicketLimits,
  type TicketRecord,
  type TicketStore,
} from './ticketStore.ts'

interface Entry {
  readonly hash: string
  readonly record: TicketRecord
  /** On the monotonic clock: setting the wall clock back must not revive a ticket. */
  readonly unclaimedUntilMs: number
  claimId: string | null
  claimedUntilMs: number
}

export interface MemoryTicketStoreOptions {
  /** Milliseconds on a clock that only moves forward; that of the process by default. */
  readonly monotonicNowMs?: () => number
}

/** Tickets of one process. It has one thread, so each synchronous method body is atomic. */
export class MemoryTicketStore implements TicketStore {
  readonly #nowMs: () => number
  readonly #entries = new Map<string, Entry>()
  readonly #hashesByExport = new Map<string, Set<string>>()
  readonly #unclaimedByViewer = new Map<string, number>()
  #unclaimed = 0
  /** Tickets that were issued within the window that is open, by viewer; the oldest window first. */
  readonly #issued = new Map<string, { count: number; readonly untilMs: number }>()

  constructor({ monotonicNowMs = () => performance.now() }: MemoryTicketStoreOptions = {}) {
    this.#nowMs = monotonicNowMs
  }

  /** Tickets that are remembered, claimed or not. */
  get size(): number {
    return this.#entries.size
  }

  get outstanding(): number {
    return this.#unclaimed
  }

  async checkRoom(viewerId: string, limits: TicketLimits): Promise<void> {
    this.#makeRoom(viewerId, limits)
  }

  async countRequest(viewerId: string, limits: TicketLimits): Promise<void> {
    this.#checkPace(viewerId, limits)
    this.#countIssued(viewerId)
  }

  async issue(record: TicketRecord, limits: TicketLimits): Promise<IssuedTicket> {
    this.#makeRoom(record.viewer.id, limits)
    const ticket = newTicket()
    const hash = hashSecret(ticket)
    this.#entries.set(hash, {
      hash,
      record: deepFreeze(structuredClone(record)),
      unclaimedUntilMs: this.#nowMs() + limits.ticketTtlMs,
      claimId: null,
      claimedUntilMs: 0,
    })
    const hashes = this.#hashesByExport.get(record.exportId) ?? new Set()
    this.#hashesByExport.set(record.exportId, hashes.add(hash))
    this.#countUnclaimed(record.viewer.id, 1)
    this.#countIssued(record.viewer.id)
    return { ticket, expiresAtMs: record.issuedAtMs + limits.ticketTtlMs }
  }

  async claim(
    { ticketHash, claimId, browserHashes }: ClaimRequest,
    limits: TicketLimits,
  ): Promise<Claim | null> {
    const entry = this.#live(ticketHash)
    if (!entry) return null
    const { record } = entry
    if (record.browserHash !== null && !browserHashes.includes(record.browserHash)) return null
    if (entry.claimId === null) {
      entry.claimId = claimId
      entry.claimedUntilMs = this.#nowMs() + claimedTtlMs(limits)
      this.#countUnclaimed(record.viewer.id, -1)
      return { record, first: true }
    }
    if (entry.claimId === claimId) return { record, first: true }
    return record.browserHash === null ? null : { record, first: false }
  }

  async holdsAny(ticketHashes: readonly string[]): Promise<boolean> {
    return ticketHashes.some((hash) => this.#live(hash) !== undefined)
  }

  async release(ticketHash: string, claimId: string): Promise<void> {
    const entry = this.#live(ticketHash)
    if (entry?.claimId !== claimId) return
    entry.claimId = null
    this.#countUnclaimed(entry.record.viewer.id, 1)
    this.#live(ticketHash)
  }

  async revoke(exportId: string): Promise<void> {
    for (const hash of [...(this.#hashesByExport.get(exportId) ?? [])]) {
      const entry = this.#entries.get(hash)
      if (entry) this.#forget(entry)
    }
  }

  async revokeSession(sessionId: string): Promise<void> {
    for (const entry of [...this.#entries.values()]) {
      if (entry.record.sessionId === sessionId) this.#forget(entry)
    }
  }

  async close(): Promise<void> {
    this.#entries.clear()
    this.#hashesByExport.clear()
    this.#unclaimedByViewer.clear()
    this.#unclaimed = 0
    this.#issued.clear()
  }

  #makeRoom(viewerId: string, limits: TicketLimits): void {
    const { ticketsMax, ticketsPerViewerMax, ticketTtlMs } = limits
    this.#checkPace(viewerId, limits)
    const full = () =>
      this.#unclaimed >= ticketsMax ||
      (this.#unclaimedByViewer.get(viewerId) ?? 0) >= ticketsPerViewerMax
    if (!full()) return
    for (const hash of [...this.#entries.keys()]) this.#live(hash)
    if (!full()) return
    throw tooManyTickets(ticketTtlMs)
  }

  #checkPace(viewerId: string, { ticketsPerMinuteMax }: TicketLimits): void {
    const issued = this.#issuedLately(viewerId)
    if (!issued || issued.count < ticketsPerMinuteMax) return
    throw tooManyIssued(issued.untilMs - this.#nowMs())
  }

  /** Returns the entry unless it has expired, in which case it is forgotten. */
  #live(hash: string): Entry | undefined {
    const entry = this.#entries.get(hash)
    if (!entry) return undefined
    const untilMs = entry.claimId === null ? entry.unclaimedUntilMs : entry.claimedUntilMs
    if (this.#nowMs() < untilMs) return entry
    this.#forget(entry)
    return undefined
  }

  #forget(entry: Entry): void {
    this.#entries.delete(entry.hash)
    const hashes = this.#hashesByExport.get(entry.record.exportId)
    hashes?.delete(entry.hash)
    if (hashes?.size === 0) this.#hashesByExport.delete(entry.record.exportId)
    if (entry.claimId === null) this.#countUnclaimed(entry.record.viewer.id, -1)
  }

  #issuedLately(viewerId: string): { count: number; readonly untilMs: number } | undefined {
    for (const [id, { untilMs }] of this.#issued) {
      if (untilMs > this.#nowMs()) break
      this.#issued.delete(id)
    }
    return this.#issued.get(viewerId)
  }

  #countIssued(viewerId: string): void {
    const issued = this.#issuedLately(viewerId)
    if (issued) issued.count += 1
    else this.#issued.set(viewerId, { count: 1, untilMs: this.#nowMs() + issueWindowMs })
  }

  #countUnclaimed(viewerId: string, step: 1 | -1): void {
    this.#unclaimed += step
    const count = (this.#unclaimedByViewer.get(viewerId) ?? 0) + step
    if (count > 0) this.#unclaimedByViewer.set(viewerId, count)
    else this.#unclaimedByViewer.delete(viewerId)
  }
}
