import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider'

export interface OpenIdProviderOptions {
  /** Origin of the page that is registered at the provider. */
  readonly pageUrl: string
  /** The port to take; any free one when left out. */
  readonly port?: number
  readonly keys?: readonly SigningKey[]
}

/** How long tokens live that are issued from now on, in seconds. */
export interface TokenLives {
  access: number
  refresh: number
}

export interface SigningKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

export interface OpenIdProvider extends AsyncDisposable {
  readonly issuer: string
  readonly port: number
  readonly lives: TokenLives
  /** What the service is told about it. */
  readonly env: Record<string, string>
  /** How often tokens were handed out: `authorization_code` or `refresh_token`. */
  grantCount(grantType: string): number
  /** Takes back all that was granted, as an administrator would. */
  revokeGrants(): Promise<void>
}

export const audience = 'https://reports.example.com'

/** Which rows each account may see; any password does. */
const airportsOf: Record<string, string[]> = { sam: ['SEA'], ada: ['*'], eve: [] }

export async function signingKey(kid: string): Promise<SigningKey> {
  return { kid, ...(await generateKeyPair('RS256', { extractable: true })) }
}

/** A certified OpenID provider on the loopback address, with its own pages to sign in. */
export async function startOpenIdProvider(options: OpenIdProviderOptions): Promise<OpenIdProvider> {
  const server = createServer()
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const lives = { access: 300, refresh: 3600 }
  const provider = await quietly(async () => {
    const { Provider: OidcProvider } = await import('oidc-provider')
    return new OidcProvider(issuer, await configurationOf(options, lives))
  })
  const grants = watchGrants(provider)
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))

  return {
    issuer,
    port,
    lives,
    env: {
      AUTH_JWKS_URL: `${issuer}/jwks`,
      AUTH_ISSUER: issuer,
      AUTH_AUDIENCE: audience,
      AUTH_AUDIENCE_PARAMETER: 'resource',
      AUTH_CLIENT_ID: 'page',
      AUTH_SCOPES: 'openid offline_access',
      AUTH_PROMPT: 'consent',
      AUTH_CLOCK_SKEW_S: '0',
    },
    grantCount: (grantType) => grants.types.filter((item) => item === grantType).length,
    async revokeGrants() {
      for (const id of grants.ids) await (await provider.Grant.find(id))?.destroy()
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function configurationOf(
  options: OpenIdProviderOptions,
  lives: TokenLives,
): Promise<Configuration> {
  const { pageUrl } = options
  const keys = options.keys ?? [await signingKey('first')]
  return {
    clients: [
      {
        client_id: 'page',
        application_type: 'web',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${pageUrl}/sign-in/callback`],
        post_logout_redirect_uris: [`${pageUrl}/sign-in`],
      },
    ],
    cookies: { keys: ['only for tests'] },
    jwks: { keys: await Promise.all(keys.map(privateJwk)) },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: (_context, token) => {
      if (!('accountId' in token)) return {}
      const { accountId, grantId } = token
      return { airports: airportsOf[accountId] ?? [], name: `Account ${accountId}`, sid: grantId }
    },
    rotateRefreshToken: true,
    ttl: {
      Interaction: 3600,
      Session: 3600,
      Grant: 3600,
      IdToken: 300,
      AccessToken: () => lives.access,
      RefreshToken: () => lives.refresh,
    },
    clientBasedCORS: (_context, origin) => origin === pageUrl,
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenTTL: lives.access,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  }
}

async function privateJwk({ kid, privateKey }: SigningKey): Promise<JWK> {
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' }
}

function watchGrants(provider: Provider) {
  const ids = new Set<string>()
  const types: string[] = []
  provider.on('grant.success', ({ oidc }: KoaContextWithOIDC) => {
    types.push(String(oidc.params?.grant_type))
    const { Grant: grant } = oidc.entities
    if (grant) ids.add(grant.jti)
  })
  return { ids, types }
}

/** It warns on the console of being set up for tests, and of a Node that it does run on. */
async function quietly<Value>(work: () => Promise<Value>): Promise<Value> {
  const { warn } = console
  Object.assign(console, { warn: () => {} })
  try {
    return await work()
  } finally {
    Object.assign(console, { warn })
  }
}
