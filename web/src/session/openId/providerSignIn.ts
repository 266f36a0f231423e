import type { SignInProvider } from '@coatcheck/shared'
import type { Api } from '../../api/client.ts'
import { errorCodeOf } from '../../api/errorDetails.ts'
import type { SignedIn } from '../storedSession.ts'
import type { ProviderTokens } from './openIdClient.ts'
import { OpenIdFailure } from './openIdFailure.ts'
import { pendingSignIn, type PendingSignIn } from './pendingSignIn.ts'

/** Where a sign-in starts. */
export interface SignInPlace {
  /** Path to return to afterwards. */
  next: string
  /** Language for the provider's pages. */
  language: string
}

/** Signs in and out at the OpenID provider that the service names. */
export interface ProviderSignIn {
  /** Leaves the page for the provider, which sends the user back to `callbackPath`. */
  begin: (place: SignInPlace) => Promise<void>
  /**
   * Turns the provider's callback into a session.
   *
   * @throws OpenIdFailure
   */
  complete: (callback: URL, pending: PendingSignIn | null) => Promise<SignedIn>
  /**
   * Renews the tokens of a session and the rights of its viewer.
   *
   * @param keep called as soon as there are new tokens: the old refresh token may be used up
   * @throws OpenIdFailure
   */
  renew: (session: SignedIn, keep: (renewed: SignedIn) => void) => Promise<SignedIn>
  /** Ends the grant. Returns the provider's sign-out address; null if it has none. */
  leave: (session: SignedIn) => Promise<string | null>
}

/** Both are registered at the provider, with the origin of the page before them. */
const callbackPath = '/sign-in/callback'
const signedOutPath = '/sign-in'

const revokeMsMax = 2000

/** Assumed lifetime of a token until the service has told the real one. */
const assumedLifetimeS = 60

export function createProviderSignIn(api: Api): ProviderSignIn {
  async function begin({ next, language }: SignInPlace): Promise<void> {
    // Browsers offer the cryptography that checks the response on secure pages only.
    if (!isSecureContext) throw new OpenIdFailure('insecure')
    const { signInRequest } = await loadClient()
    const place = { redirectUri: addressOf(callbackPath), language, next }
    const { address, pending } = await signInRequest(await readProvider(), place)
    pendingSignIn.write(pending)
    location.assign(address)
  }

  async function complete(callback: URL, pending: PendingSignIn | null): Promise<SignedIn> {
    if (!pending) throw new OpenIdFailure('stale')
    const { tokensForCallback } = await loadClient()
    const provider = await readProvider()
    const redirectUri = addressOf(callbackPath)
    const tokens = await tokensForCallback(provider, callback, { pending, redirectUri })
    return sessionOf(tokens, await openSession(tokens.accessToken), null)
  }

  async function renew(session: SignedIn, keep: (renewed: SignedIn) => void): Promise<SignedIn> {
    const { provider: grant, viewer } = session
    if (!grant?.refreshToken) throw new OpenIdFailure('stale')
    const { renewedTokens } = await loadClient()
    const tokens = await renewedTokens(await readProvider(), grant.refreshToken)
    keep(sessionOf(tokens, { viewer, expiresAt: secondsFromNow(assumedLifetimeS) }, grant))
    return sessionOf(tokens, await openSession(tokens.accessToken), grant)
  }

  async function leave({ provider: grant }: SignedIn): Promise<string | null> {
    const provider = await readProvider()
    if (grant?.refreshToken) {
      const { revokeToken } = await loadClient()
      const signal = AbortSignal.timeout(revokeMsMax)
      await revokeToken(provider, grant.refreshToken, signal).catch(() => undefined)
    }
    return signOutAddress(provider, grant?.idToken ?? null)
  }

  async function readProvider(): Promise<SignInProvider> {
    // Without a token: during a renewal there is no valid one.
    const { provider } = await api.session.options.query(undefined, { context: { token: null } })
    if (!provider) throw new OpenIdFailure('refused')
    return provider
  }

  async function openSession(token: string) {
    try {
      return await api.session.open.mutate(undefined, { context: { token } })
    } catch (cause) {
      const code = errorCodeOf(cause)
      if (code === 'unauthenticated') throw new OpenIdFailure('unaccepted', { cause })
      if (code === 'forbidden') throw new OpenIdFailure('forbidden', { cause })
      throw cause
    }
  }

  return { begin, complete, renew, leave }
}

function loadClient() {
  return import('./openIdClient.ts')
}

function addressOf(path: string): string {
  return new URL(path, location.origin).href
}

/** The session with its new tokens. What the provider leaves out of a renewal stays as it was. */
function sessionOf(
  { accessToken, expiresInS, refreshToken, idToken }: ProviderTokens,
  { viewer, expiresAt }: Pick<SignedIn, 'viewer' | 'expiresAt'>,
  grant: SignedIn['provider'],
): SignedIn {
  return {
    token: accessToken,
    viewer,
    // By the clock of this device, which may differ from the server's.
    expiresAt: expiresInS === undefined ? expiresAt : secondsFromNow(expiresInS),
    provider: {
      grantId: grant?.grantId ?? crypto.randomUUID(),
      refreshToken: refreshToken ?? grant?.refreshToken ?? null,
      idToken: idToken ?? grant?.idToken ?? null,
    },
  }
}

function secondsFromNow(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString()
}

/** OpenID Connect RP-Initiated Logout 1.0, section 2. */
function signOutAddress(
  { clientId, metadata }: SignInProvider,
  idToken: string | null,
): string | null {
  if (metadata.end_session_endpoint === undefined) return null
  const address = new URL(metadata.end_session_endpoint)
  address.searchParams.set('client_id', clientId)
  address.searchParams.set('post_logout_redirect_uri', addressOf(signedOutPath))
  if (idToken !== null) address.searchParams.set('id_token_hint', idToken)
  return address.href
}
