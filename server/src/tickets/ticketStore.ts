import type { ExportRequest, Viewer } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { CoatcheckLimits } from '../limits.ts'

/** What a ticket is good for; deeply frozen when the ticket is issued. */
export interface TicketRecord {
  /** A UUID; says nothing about the ticket. */
  readonly exportId: string
  readonly viewer: Viewer
  /** The sign-in that asked for the ticket; its sign-out revokes it. */
  readonly sessionId: string
  readonly request: ExportRequest
  /** Rows when the ticket was issued. */
  readonly rowCount: number
  /** A plain name, without a path. */
  readonly fileName: string
  /** SHA-256 of the cookie of the browser that asked; null for a client without one. */
  readonly browserHash: string | null
  /** Milliseconds since 1970. */
  readonly issuedAtMs: number
  /** Whether it is for a file that is finished and kept: then it never starts a run. */
  readonly isPickUp?: boolean
}

export interface IssuedTicket {
  /** The only place where the ticket itself exists on the server. */
  readonly ticket: string
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number
}

export interface ClaimRequest {
  readonly ticketHash: string
  /** Identifies this attempt: a claim that is sent again with the same id has the same result. */
  readonly claimId: string
  /** SHA-256 of each cookie of our name that came with the request: a browser may send several. */
  readonly browserHashes: readonly string[]
}

export interface Claim {
  readonly record: TicketRecord
  /** Whether this claim spends the ticket; otherwise the same browser has come back. */
  readonly first: boolean
}

/** What a store has to know; a whole `CoatcheckLimits` fits. */
export type TicketLimits = Pick<
  CoatcheckLimits,
  | 'ticketTtlMs'
  | 'ticketsPerViewerMax'
  | 'ticketsMax'
  | 'ticketsPerMinuteMax'
  | 'runDeadlineMs'
  | 'deliveryDeadlineMs'
  | 'keepMs'
>

/** How long a claimed ticket is remembered, so that its browser may come back. */
export function claimedTtlMs(limits: TicketLimits): number {
  return limits.runDeadlineMs + limits.deliveryDeadlineMs + limits.keepMs
}

/**
 * Keeps hashes of tickets, never tickets. Every method is atomic. Limits come with each call, so
 * that they are configured in one place: at the caller. Every method rejects with an AppError
 * `store-unavailable` when the store cannot be reached.
 */
export interface TicketStore {
  /** Tickets that are issued and not claimed, as far as this node knows. */
  readonly outstanding: number
  /**
   * Checks whether this viewer may have one more ticket, before the rows are counted, so that a
   * flood of calls costs next to nothing. `issue` checks again.
   *
   * @throws AppError as `issue` does.
   */
  checkRoom(viewerId: string, limits: TicketLimits): Promise<void>
  /**
   * Counts an export that begins without a ticket towards the tickets of a minute.
   *
   * @throws AppError `too-many-tickets` at that limit
   */
  countRequest(viewerId: string, limits: TicketLimits): Promise<void>
  /**
   * Issues a ticket; an export may have several.
   *
   * @throws AppError `too-many-tickets` at a limit, `store-unavailable` when it cannot be reached.
   */
  issue(record: TicketRecord, limits: TicketLimits): Promise<IssuedTicket>
  /**
   * Returns null for an unknown, expired or revoked ticket, for a wrong browser, and for a spent
   * ticket that is not bound to a browser: callers cannot tell these apart.
   */
  claim(request: ClaimRequest, limits: TicketLimits): Promise<Claim | null>
  /** Whether one of these hashes is that of a ticket, claimed or not. */
  holdsAny(ticketHashes: readonly string[]): Promise<boolean>
  /** Gives a claim back, with the original expiry, when nothing of the file was sent. */
  release(ticketHash: string, claimId: string): Promise<void>
  /** Forgets all tickets of an export, claimed or not. */
  revoke(exportId: string): Promise<void>
  /** Forgets all tickets of a sign-in. */
  revokeSession(sessionId: string): Promise<void>
  close(): Promise<void>
}

/** The time in which a viewer gets at most `ticketsPerMinuteMax` tickets. */
export const issueWindowMs = 60_000

/** @param leftMs time until the viewer may ask again */
export function tooManyIssued(leftMs: number): AppError {
  return new AppError(
    'too-many-tickets',
    'You have asked for many exports within a minute. Wait a moment, then try again.',
    { retryAfterS: Math.max(1, Math.ceil(leftMs / 1000)) },
  )
}

export function tooManyTickets(ttlMs: number): AppError {
  return new AppError(
    'too-many-tickets',
    'Too many exports are waiting to be downloaded. Try again in a moment.',
    { retryAfterS: Math.ceil(ttlMs / 1000) },
  )
}
