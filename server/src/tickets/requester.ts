import type { Viewer } from '@coatcheck/shared'

/** Who is asking, as their token or cookie proves. */
export interface RequesterSession {
  readonly viewer: Viewer
  /** The same for everything that one sign-in asks for: its sign-out ends all of it. */
  readonly sessionId: string
  /** ISO 8601 instant after which the viewer has to authenticate again; null for never. */
  readonly expiresAt: string | null
}

export interface Requester {
  readonly session: RequesterSession
  /** Hash of the cookie that the ticket is bound to; null for a client that is not a browser. */
  readonly browserHash: string | null
  /** Network address; null when it is unknown. */
  readonly address: string | null
  /** Aborts when the requester has disconnected. */
  readonly signal: AbortSignal | undefined
}
