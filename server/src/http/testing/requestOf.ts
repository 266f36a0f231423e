import type { HttpRequest } from '../httpRequest.ts'

/** A GET of a client on this machine, apart from what a test says. */
export function requestOf({
  headers = {},
  ...changes
}: Partial<Omit<HttpRequest, 'headers'>> & {
  readonly headers?: Readonly<Record<string, string>>
} = {}): HttpRequest {
  return {
    method: 'GET',
    target: '/',
    headers: new Headers(headers),
    httpVersion: '1.1',
    isSecure: false,
    hostName: 'localhost',
    address: '127.0.0.1',
    peerAddress: '127.0.0.1',
    ...changes,
  }
}
