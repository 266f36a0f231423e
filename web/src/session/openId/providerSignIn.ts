import type { SignInProvider } from '@coatcheck/shared'
import type { Api } from '../../api/client.ts'
import { errorCodeOf } from '../../api/failure.ts'
import type { SignedIn } from '../storedSession.ts'
import type { ProviderTokens } from './openIdClient.ts'
import { OpenIdFailure } from './openIdFailure.ts'
import { pendingSignIn, type PendingSignIn } from './pendingSignIn.ts'

/** Registered at the provider, both of them, behind the origin of the page. */
const callbackPath = '/sign-in/callback'
const signedOutPath = '/sign-in'

const revokePatienceMs = 2000

/** Until the service has said how long a token lives whose provider does not. */
const assumedLifeS = 60

export type ProviderSignIn = ReturnType<typeof createProviderSignIn>

/** Signing in, on and out at the OpenID provider that the service names. */
export function createProviderSignIn(api: Api) {
  return {
    /** Leaves the page for the provider, which sends the person back to `callbackPath`. */
    async begin({ next, language }: { next: string; language: string }): Promise<void> {
      // Browsers give the means to be sure of the answer to secure pages only.
      if (!isSecureContext) throw new OpenIdFailure('insecure')
      const { signInRequest } = await loadClient()
      const place = { redirectUri: addressOf(callbackPath), language, next }
      const { address, pending } = await signInRequest(await namedProvider(), place)
      pendingSignIn.write(pending)
      location.assign(address)
    },

    /**
     * The session that the provider's answer stands for.
     *
     * @throws OpenIdFailure
     */
    async complete(answer: URL, pending: PendingSignIn | null): Promise<SignedIn> {
      if (!pending) throw new OpenIdFailure('stale')
      const { tokensForAnswer } = await loadClient()
      const redirectUri = addressOf(callbackPath)
      const tokens = await tokensForAnswer(await namedProvider(), answer, { pending, redirectUri })
      return sessionOf(tokens, await openSession(tokens.accessToken), null)
    },

    /**
     * The same session with fresh tokens, and the viewer's rights as they are now.
     *
     * @param keep called at once with what came: the former refresh token may be used up
     * @throws OpenIdFailure
     */
    async renew(session: SignedIn, keep: (renewed: SignedIn) => void): Promise<SignedIn> {
      const { provider: grant, viewer } = session
      if (!grant?.refreshToken) throw new OpenIdFailure('stale')
      const { renewedTokens } = await loadClient()
      const tokens = await renewedTokens(await namedProvider(), grant.refreshToken)
      keep(sessionOf(tokens, { viewer, expiresAt: instantIn(assumedLifeS) }, grant))
      return sessionOf(tokens, await openSession(tokens.accessToken), grant)
    },

    /** Ends the grant; answers where to go to be signed out at the provider, too. */
    async leave({ provider: grant }: SignedIn): Promise<string | null> {
      const provider = await namedProvider()
      if (grant?.refreshToken) {
        const { revokeToken } = await loadClient()
        const signal = AbortSignal.timeout(revokePatienceMs)
        await revokeToken(provider, grant.refreshToken, signal).catch(() => undefined)
      }
      return endAddress(provider, grant?.idToken ?? null)
    },
  }

  async function namedProvider(): Promise<SignInProvider> {
    // Asked without a token: at a renewal there is none that counts.
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
}

function loadClient() {
  return import('./openIdClient.ts')
}

function addressOf(path: string): string {
  return new URL(path, location.origin).href
}

/** What the provider leaves out of a renewal stays as it was. */
function sessionOf(
  { accessToken, expiresInS, refreshToken, idToken }: ProviderTokens,
  { viewer, expiresAt }: Pick<SignedIn, 'viewer' | 'expiresAt'>,
  former: SignedIn['provider'],
): SignedIn {
  return {
    token: accessToken,
    viewer,
    // By the device's own clock, whatever the time is elsewhere.
    expiresAt: expiresInS === undefined ? expiresAt : instantIn(expiresInS),
    provider: {
      grantId: former?.grantId ?? crypto.randomUUID(),
      refreshToken: refreshToken ?? former?.refreshToken ?? null,
      idToken: idToken ?? former?.idToken ?? null,
    },
  }
}

function instantIn(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString()
}

/** OpenID Connect RP-Initiated Logout 1.0, section 2. */
function endAddress({ clientId, metadata }: SignInProvider, idToken: string | null): string | null {
  if (metadata.end_session_endpoint === undefined) return null
  const address = new URL(metadata.end_session_endpoint)
  address.searchParams.set('client_id', clientId)
  address.searchParams.set('post_logout_redirect_uri', addressOf(signedOutPath))
  if (idToken !== null) address.searchParams.set('id_token_hint', idToken)
  return address.href
}
