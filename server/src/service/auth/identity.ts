import type { Viewer } from '@coatcheck/shared'

export interface Credentials {
  readonly username: string
  readonly password: string
  /** Where the attempt comes from; attempts are counted per address. */
  readonly address: string
  /** Whether it comes straight from this machine: public passwords are taken from there only. */
  readonly isLocal: boolean
}

/** A session as its token vouches for it. */
export interface VerifiedSession {
  readonly viewer: Viewer
  /** The same for every renewal of one sign-in. */
  readonly sessionId: string
  /** When the viewer typed the password: seconds since 1970, as in the token. */
  readonly signedInAtS: number
  /** ISO 8601 instant after which the token is refused. */
  readonly expiresAt: string
}

export interface Session extends VerifiedSession {
  readonly token: string
}

export interface Identity {
  /**
   * @throws AppError `wrong-credentials`; `too-many-attempts` with the seconds to wait;
   *   `public-password` when a password that is public comes from elsewhere.
   */
  signIn(credentials: Credentials): Promise<Session>
  /**
   * The session behind a Bearer token, with the viewer's rights as they are now.
   *
   * @throws AppError `unauthenticated` when the token is not ours, has expired or was signed out.
   */
  verify(token: string): Promise<VerifiedSession>
  /**
   * A fresh token for the same session.
   *
   * @throws AppError `unauthenticated` when the session was signed out or has lasted its time.
   */
  renew(session: VerifiedSession): Promise<Session>
  /** Ends the session: every token of it is refused from now on. */
  signOut(session: VerifiedSession): Promise<void>
  /** Asked again when a ticket is redeemed: rights may be gone since it was issued. */
  mayExport(viewerId: string, sessionId: string): Promise<boolean>
}
