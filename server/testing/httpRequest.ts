import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { LookupFunction } from 'node:net'

export interface RequestOptions {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  /** For https: the certificate to trust. */
  readonly ca?: string
  /** Where the host is, in place of context the name service. */
  readonly hostAddress?: string
  /** The address to come from. */
  readonly localAddress?: string
  /** Disconnects when it aborts. */
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Every header line as it came, in order: repeated ones show. */
  readonly headerNames: readonly string[]
  readonly body: Buffer
}

/**
 * One request on a connection of its own. Unlike `fetch` it adds no header that no one asked for,
 * and fails when the body is cut off.
 */
export async function httpRequest(url: string, options: RequestOptions = {}): Promise<Answer> {
  return readAnswer(await openResponse(url, options))
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return {
    status: response.statusCode!,
    headers: response.headers,
    headerNames: response.rawHeaders.filter((_, index) => index % 2 === 0),
    body: Buffer.concat(chunks),
  }
}

/** The response once its headers are there; the caller reads the body, or leaves. */
export function openResponse(url: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body, hostAddress, ca, localAddress, signal } = options
    const send = url.startsWith('https:') ? secureRequest : request
    const settings = {
      method,
      headers,
      ca,
      localAddress,
      signal,
      agent: false,
      ...(hostAddress !== undefined && { lookup: alwaysAt(hostAddress) }),
    }
    const outgoing = send(url, settings, resolve)
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

export interface RawOptions {
  readonly headers: Record<string, string>
  readonly signal?: AbortSignal
}

/** A GET of a path that is sent as it is written: a URL would encode quotes. */
export async function rawRequest(url: string, path: string, options: RawOptions): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ hostname, port, path, agent: false, ...options }, resolve)
    outgoing.on('error', reject)
    outgoing.end()
  })
  return readAnswer(response)
}

function alwaysAt(address: string): LookupFunction {
  return (_name, { all }, done) => {
    if (all) done(null, [{ address, family: 4 }])
    else done(null, address, 4)
  }
}
