import { clientAddress } from '../../clientAddress.ts'
import { hostNameOf, type HttpRequest } from '../../http/httpRequest.ts'

type NodeHeaders = Readonly<NodeJS.Dict<string | string[]>>

/** A request of Node's own server, of Express or of Fastify: what Coatcheck reads of it. */
export interface NodeRequest {
  readonly headers: NodeHeaders
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** What Express and Fastify know from proxies that they trust. */
  readonly ip?: string | undefined
  readonly protocol?: string | undefined
  readonly hostname?: string | undefined
  /** What the host has already read. */
  readonly body?: unknown
  /** Whether anything has read the body. */
  readonly readableDidRead?: boolean | undefined
  /** Node's own request, in Fastify. */
  readonly raw?: NodeRequest | undefined
  readonly httpVersion?: string | undefined
  readonly socket?: { readonly remoteAddress?: string | undefined } | undefined
  iterator?(options: { destroyOnReturn: boolean }): AsyncIterable<Uint8Array>
}

/** Reads a request as its host sees it, proxies included. */
export function fromNode(source: NodeRequest): HttpRequest {
  const { socket, httpVersion = '1.1' } = source.raw ?? source
  const peer = socket?.remoteAddress
  const isEncrypted = (socket as { encrypted?: boolean } | undefined)?.encrypted === true
  return {
    method: source.method ?? 'GET',
    target: source.url ?? '/',
    headers: headersOf(source.headers),
    httpVersion,
    isSecure: source.protocol === undefined ? isEncrypted : source.protocol === 'https',
    hostName: hostNameOf(`http://${source.hostname ?? hostOf(source.headers)}`),
    address: clientAddress(source.ip ?? peer),
    peerAddress: peer ?? null,
  }
}

function hostOf({ host, ':authority': authority }: NodeHeaders): string {
  return String(host ?? authority ?? '')
}

function headersOf(incoming: NodeHeaders): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming)) {
    // HTTP/2 has its own, such as `:path`.
    if (value === undefined || name.startsWith(':')) continue
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one)
  }
  return headers
}
