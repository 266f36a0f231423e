/** The ways to sign in that a service offers. */
export interface SignInOptions {
  /** Whether the service has accounts of its own, with passwords. */
  password: boolean
  /** The OpenID provider where its page may send people; null when there is none. */
  provider: SignInProvider | null
}

/** What a page needs to know to send people to an OpenID provider, and to renew their tokens. */
export interface SignInProvider {
  clientId: string
  /** Separated by spaces (RFC 6749, section 3.3). */
  scopes: string
  /** Value of `prompt` for each request (OpenID Connect Core 1.0, section 3.1.2.1). */
  prompt: string | null
  /** By which parameter the provider is told whom the tokens are for; null when it knows. */
  audience: { parameter: AudienceParameter; value: string } | null
  metadata: ProviderMetadata
}

/** `resource` is the standard one (RFC 8707), `audience` that of some providers. */
export type AudienceParameter = 'audience' | 'resource'

/** The parts of a provider's own description that a page uses, named as they are there. */
export interface ProviderMetadata {
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  end_session_endpoint?: string | undefined
  revocation_endpoint?: string | undefined
  id_token_signing_alg_values_supported?: string[] | undefined
  authorization_response_iss_parameter_supported?: boolean | undefined
}
