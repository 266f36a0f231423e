/** Why a sign-in at the provider failed; the page has a text for each. */
export type OpenIdFailureReason =
  /** The user cancelled, or the provider denied access. */
  | 'denied'
  /** The response is too late, or not to a request of this tab. */
  | 'stale'
  /** No response, or one that CORS hides. */
  | 'unreachable'
  /** The page was loaded over plain http. */
  | 'insecure'
  /** The clocks of the device and of the provider differ too much. */
  | 'clock'
  /** The response failed a check. */
  | 'unverified'
  /** The provider rejected the request; its error code says why. */
  | 'refused'
  /** The service does not accept the provider's token. */
  | 'unaccepted'
  /** The service accepts the token, but its user may see nothing. */
  | 'forbidden'

export class OpenIdFailure extends Error {
  readonly reason: OpenIdFailureReason
  /** The provider's error code (RFC 6749, section 4.1.2.1); null if it sent none. */
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
