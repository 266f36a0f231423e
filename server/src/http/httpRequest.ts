/** A request as the library sees it, whichever server it has come to. */
export interface HttpRequest {
  readonly method: string
  /** Path and query, as the client has sent them. */
  readonly target: string
  readonly headers: Headers
  /** Such as `1.1`. */
  readonly httpVersion: string
  /** Whether the client has sent it by https, as far as the server knows. */
  readonly isSecure: boolean
  /** The host that the client has asked for, without a port: what a trusted proxy says it was. */
  readonly hostName: string
  /** IP address of the client; null when it is unknown. */
  readonly address: string | null
  /** IP address at the other end of the connection, which may be a proxy; null when it is unknown. */
  readonly peerAddress: string | null
}

/** Empty for what is no address, such as the origin `null`. */
export function hostNameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
