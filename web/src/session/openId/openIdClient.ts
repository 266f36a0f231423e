import type { SignInProvider } from '@coatcheck/shared'
import * as oauth from 'oauth4webapi'
import { OpenIdFailure } from './openIdFailure.ts'
import { openIdFailureOf } from './openIdFailureOf.ts'
import type { PendingSignIn } from './pendingSignIn.ts'

// Loaded only when someone signs in at a provider.

export interface ProviderTokens {
  readonly accessToken: string
  /** Undefined when the provider does not say. */
  readonly expiresInS: number | undefined
  readonly refreshToken: string | undefined
  readonly idToken: string | undefined
}

const responseMsMax = 10_000

/** Returns where to send the user, and what to remember until they come back. */
export async function signInRequest(
  { clientId, scopes, prompt, audience, metadata }: SignInProvider,
  { redirectUri, language, next }: { redirectUri: string; language: string; next: string },
): Promise<{ address: string; pending: PendingSignIn }> {
  const pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
    next,
  }
  const address = new URL(metadata.authorization_endpoint)
  const parameters = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: scopes,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: 'S256',
    ui_locales: language,
    ...(prompt !== null && { prompt }),
    ...(audience && { [audience.parameter]: audience.value }),
  }
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  return { address: address.href, pending }
}

/**
 * Exchanges the callback, the address that the provider sent the user back to, for tokens.
 *
 * @throws OpenIdFailure
 */
export async function tokensForCallback(
  provider: SignInProvider,
  callback: URL,
  { pending, redirectUri }: { pending: PendingSignIn; redirectUri: string },
): Promise<ProviderTokens> {
  const server = serverOf(provider)
  const client = clientOf(provider)
  if (callback.searchParams.get('state') !== pending.state) throw new OpenIdFailure('stale')
  return withOpenIdFailures(async () => {
    // Also checks the issuer if the response names one or has to (RFC 9207).
    const parameters = oauth.validateAuthResponse(server, client, callback, pending.state)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      redirectUri,
      pending.codeVerifier,
      requestOptions(provider),
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    })
    return toTokens(tokens)
  })
}

/**
 * Returns new tokens for a refresh token (RFC 6749, section 6). If the provider returns another
 * refresh token, the old one is no longer valid.
 *
 * @throws OpenIdFailure
 */
export async function renewedTokens(
  provider: SignInProvider,
  refreshToken: string,
): Promise<ProviderTokens> {
  const server = serverOf(provider)
  const client = clientOf(provider)
  return withOpenIdFailures(async () => {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      refreshToken,
      requestOptions(provider),
    )
    return toTokens(await oauth.processRefreshTokenResponse(server, client, response))
  })
}

/** Revokes a refresh token (RFC 7009), if the provider supports it. */
export async function revokeToken(
  provider: SignInProvider,
  refreshToken: string,
  signal: AbortSignal,
): Promise<void> {
  if (provider.metadata.revocation_endpoint === undefined) return
  await oauth.revocationRequest(
    serverOf(provider),
    clientOf(provider),
    oauth.None(),
    refreshToken,
    {
      ...requestOptions(provider),
      signal,
    },
  )
}

function serverOf({ metadata }: SignInProvider): oauth.AuthorizationServer {
  return { ...metadata }
}

function clientOf({ clientId }: SignInProvider): oauth.Client {
  return { client_id: clientId, token_endpoint_auth_method: 'none' }
}

function requestOptions({ audience, metadata }: SignInProvider) {
  return {
    signal: AbortSignal.timeout(responseMsMax),
    // The server allows plain http for loopback addresses only.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked as deprecated to attract attention
    [oauth.allowInsecureRequests]: metadata.issuer.startsWith('http:'),
    // RFC 8707, section 2.2: repeated in each token request.
    ...(audience?.parameter === 'resource' && {
      additionalParameters: { resource: audience.value },
    }),
  }
}

function toTokens(response: oauth.TokenEndpointResponse): ProviderTokens {
  return {
    accessToken: response.access_token,
    expiresInS: response.expires_in,
    refreshToken: response.refresh_token,
    idToken: response.id_token,
  }
}

async function withOpenIdFailures<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw openIdFailureOf(error)
  }
}
