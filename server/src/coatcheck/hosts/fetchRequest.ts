import { clientAddress } from '../../clientAddress.ts'
import type { HttpRequest } from '../../http/httpRequest.ts'

export type ClientIp = (request: Request) => string | null

/** Reads a web-standard request, which does not know the address of its client. */
export function fromFetch(source: Request, clientIp: ClientIp = () => null): HttpRequest {
  const { hostname, pathname, protocol, search } = new URL(source.url)
  return {
    method: source.method,
    target: pathname + search,
    headers: source.headers,
    httpVersion: '1.1',
    isSecure: protocol === 'https:',
    hostName: hostname,
    address: clientAddress(clientIp(source)),
    peerAddress: null,
  }
}
