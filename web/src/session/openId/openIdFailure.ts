/** Why nobody was signed in at the provider; the page has a sentence for each. */
export type OpenIdFailureReason =
  /** The person, or the provider, said no. */
  | 'denied'
  /** Not the answer to what this tab asked, or too late. */
  | 'stale'
  /** No answer, or one that the browser may not read. */
  | 'unreachable'
  /** The page itself came over plain http. */
  | 'insecure'
  /** The clocks of the device and of the provider are too far apart. */
  | 'clock'
  /** The answer is not what the provider should have said. */
  | 'unverified'
  /** The provider does not like the request: its error code says why. */
  | 'refused'
  /** The service does not take what the provider has issued. */
  | 'unaccepted'
  /** The service takes it, and shows its holder nothing. */
  | 'forbidden'

export class OpenIdFailure extends Error {
  readonly reason: OpenIdFailureReason
  /** The provider's code for it (RFC 6749, section 4.1.2.1), if it gave one. */
  readonly providerCode: string | null

  constructor(
    reason: OpenIdFailureReason,
    options: { cause?: unknown; providerCode?: string | null } = {},
  ) {
    super(`Sign-in at the provider failed: ${reason}`, { cause: options.cause })
    this.name = 'OpenIdFailure'
    this.reason = reason
    this.providerCode = options.providerCode ?? null
  }
}
