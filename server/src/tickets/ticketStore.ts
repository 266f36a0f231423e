import type { ExportRequest, Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'

/** What a ticket stands for; frozen through and through when it is issued. */
export interface TicketRecord {
  readonly exportId: string
  readonly viewer: Viewer
  /** The sign-in that asked; its sign-out revokes the ticket. */
  readonly sessionId: string
  readonly request: ExportRequest
  readonly rowCount: number
  readonly fileName: string
  /** SHA-256 of the cookie of the browser that asked; null for a client without one. */
  readonly browserHash: string | null
  /** Milliseconds since 1970. */
  readonly issuedAtMs: number
}

export interface IssuedTicket {
  /** The only place where the ticket itself exists on this side. */
  readonly ticket: string
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number
}

export interface ClaimRequest {
  readonly ticketHash: string
  /** Names this attempt: a resent claim with the same id gets the same answer. */
  readonly claimId: string
  /** SHA-256 of the cookie that came with the request; null when none did. */
  readonly browserHash: string | null
}

export interface Claim {
  readonly record: TicketRecord
  /** Whether this claim spends the ticket; otherwise the same browser has come back. */
  readonly first: boolean
}

export interface TicketLimits {
  /** How long a ticket may lie unclaimed. */
  readonly ttlMs: number
  /** How long a claimed ticket is remembered, so that its browser may come back. */
  readonly claimedTtlMs: number
  readonly unclaimedPerViewerMax: number
  readonly entriesMax: number
}

/** Keeps hashes of tickets, never tickets. Every method is atomic. */
export interface TicketStore {
  /** Tickets that are out and not claimed, as far as this node knows. */
  readonly outstanding: number
  /**
   * Whether there is room for one more ticket of this viewer: asked before the rows are counted,
   * so that a flood is turned away for next to nothing. `issue` checks for good.
   *
   * @throws AppError as `issue` does.
   */
  checkRoom(viewerId: string): Promise<void>
  /** @throws AppError `too-many-tickets` at a limit, `store-unavailable` when it cannot answer. */
  issue(record: TicketRecord): Promise<IssuedTicket>
  /**
   * Null for an unknown, expired or revoked ticket, for a wrong browser, and for a spent ticket
   * that is bound to no browser: a caller cannot tell these apart.
   */
  claim(request: ClaimRequest): Promise<Claim | null>
  /** Gives a claim back, with the original expiry, when nothing of the file was sent. */
  release(ticketHash: string, claimId: string): Promise<void>
  /** Forgets the ticket of an export, claimed or not. */
  revoke(exportId: string): Promise<void>
  /** Forgets every ticket of a sign-in; answers the ids of their exports. */
  revokeSession(sessionId: string): Promise<string[]>
  close(): Promise<void>
}

export function tooManyTickets(ttlMs: number): AppError {
  return new AppError(
    'too-many-tickets',
    'Too many exports were asked for and not fetched. Please wait a moment and try again.',
    { retryAfterS: Math.ceil(ttlMs / 1000) },
  )
}
