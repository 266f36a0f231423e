import type { ProviderMetadata } from '@coatcheck/shared'
import { z } from 'zod'
import { ConfigError } from '../config/configError.ts'
import { isGuardedAddress } from '../config/configValue.ts'
import { providerUnavailable } from './providerUnavailable.ts'

export interface ProviderDescriptionOptions {
  /** Exactly as the provider calls itself. */
  readonly issuer: string
  /** Milliseconds since 1970; tests bring their own. */
  readonly now?: () => number
}

export interface ProviderDescription {
  /**
   * What the provider says of itself, read again once it is an hour old.
   *
   * @throws AppError `provider-unavailable` when it does not answer.
   * @throws ConfigError when it says what the page cannot work with.
   */
  read(): Promise<ProviderMetadata>
  /** What was read last, if anything. */
  readonly known: ProviderMetadata | undefined
}

const answerMsMax = 3_000

/** Endpoints hardly ever move, and an old description is better than none. */
const freshMs = 60 * 60 * 1000

const endpoint = z.string().refine(isGuardedAddress, { error: 'is no https:// address' })

/** OpenID Connect Discovery 1.0, section 3, and RFC 8414, section 2. */
const documentSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  end_session_endpoint: endpoint.optional(),
  revocation_endpoint: endpoint.optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
})

/** The description that an OpenID provider publishes of itself. */
export function createProviderDescription(
  options: ProviderDescriptionOptions,
): ProviderDescription {
  const { issuer, now = Date.now } = options
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  let known: ProviderMetadata | undefined
  let readAtMs = 0
  // Anyone may ask before signing in: however many do, the provider is asked once at a time.
  let reading: Promise<ProviderMetadata> | undefined

  return {
    async read() {
      if (known && now() - readAtMs < freshMs) return known
      reading ??= readAnew().finally(() => (reading = undefined))
      return reading
    },
    get known() {
      return known
    },
  }

  async function readAnew(): Promise<ProviderMetadata> {
    try {
      known = toMetadata(await fetchDocument(address), { issuer, address })
      readAtMs = now()
      return known
    } catch (error) {
      if (!known || error instanceof ConfigError) throw error
      return known
    }
  }
}

async function fetchDocument(address: string): Promise<unknown> {
  try {
    const response = await fetch(address, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(answerMsMax),
    })
    if (response.status >= 400 && response.status < 500) {
      throw new ConfigError([
        `AUTH_ISSUER: ${address} answers ${response.status}; it has to describe the provider.`,
      ])
    }
    if (!response.ok) throw new Error(`${address} answers ${response.status}.`)
    return await response.json()
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw providerUnavailable(error)
  }
}

function toMetadata(
  document: unknown,
  { issuer, address }: { issuer: string; address: string },
): ProviderMetadata {
  const parsed = documentSchema.safeParse(document)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ConfigError([
      `AUTH_ISSUER: the description at ${address} cannot be used: ${issue?.path.join('.')} ${issue?.message}.`,
    ])
  }
  const { code_challenge_methods_supported: methods, ...metadata } = parsed.data
  // A description with another name is another provider's (Discovery 1.0, section 4.3).
  if (metadata.issuer !== issuer) {
    throw new ConfigError([
      `AUTH_ISSUER: the provider calls itself ${metadata.issuer}: set exactly that.`,
    ])
  }
  // Many that support it do not say so; only a list without it is a no.
  if (methods && !methods.includes('S256')) {
    throw new ConfigError([
      'AUTH_CLIENT_ID: leave it out, since the provider does not support PKCE with S256, and ' +
        'the page signs no one in without it.',
    ])
  }
  return metadata
}
