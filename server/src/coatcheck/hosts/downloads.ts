import { text } from 'node:stream/consumers'
import type { DownloadRoute } from '../../download/downloadRoute.ts'
import { FetchReply } from './fetchReply.ts'
import { fromFetch, type ClientIp } from './fetchRequest.ts'
import { NodeReply, type NodeResponse } from './nodeReply.ts'
import { fromNode, type NodeRequest } from './nodeRequest.ts'

/** What Coatcheck needs of Fastify's reply: Fastify leaves the answer to it. */
export interface FastifyReply {
  readonly raw: NodeResponse
  hijack(): unknown
}

/** Middleware of Express and of servers that work like it. */
export type DownloadMiddleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void

/** Serves a download on any server that builds on Node's. */
export type NodeDownload = (
  request: NodeRequest,
  response: NodeResponse | FastifyReply,
) => Promise<void>

/** Serves a download on a fetch-style server. */
export type FetchDownload = (request: Request) => Promise<Response>

export function nodeDownload(route: DownloadRoute): NodeDownload {
  return async (source, target) => {
    const request = fromNode(source)
    if ('hijack' in target) target.hijack()
    const reply = new NodeReply('hijack' in target ? target.raw : target, request.httpVersion)
    await route(request, reply, (bytesMax) => nodeBody(source, bytesMax))
  }
}

export function fetchDownload(route: DownloadRoute, clientIp?: ClientIp): FetchDownload {
  return async (source) => {
    const reply = new FetchReply(source)
    const request = fromFetch(source, clientIp)
    const served = route(request, reply, (bytesMax) => textOf(source.body, bytesMax))
    return Promise.race([reply.answer, served.then(() => reply.answer)])
  }
}

/**
 * Serves one path, as it is written: a proxy guards paths that way, and `/export/download/` must not
 * pass a rule for `/export/download`.
 */
export function downloadMiddleware(path: string, serve: NodeDownload): DownloadMiddleware {
  return (request, response, next) => {
    const { url = '' } = request
    if (url === path || url.startsWith(`${path}?`)) serve(request, response).catch(next)
    else next()
  }
}

/** As text, or what the host has made of it. */
async function nodeBody(source: NodeRequest, bytesMax: number): Promise<unknown> {
  const body = source.raw ?? source
  // The parsers of Express 4 leave an empty object where they do not read.
  const isUnread = body.readableDidRead === false && isEmpty(source.body)
  if (source.body !== undefined && !isUnread) return source.body
  // A form that is too long gets its answer: leaving the loop must not break the connection.
  return textOf(body.iterator?.({ destroyOnReturn: false }) ?? null, bytesMax)
}

function isEmpty(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0
}

async function textOf(body: AsyncIterable<Uint8Array> | null, bytesMax: number): Promise<string> {
  return body ? text(limited(body, bytesMax)) : ''
}

async function* limited(body: AsyncIterable<Uint8Array>, bytesMax: number) {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > bytesMax) throw new Error(`The form has more than ${bytesMax} bytes.`)
    yield chunk
  }
}
