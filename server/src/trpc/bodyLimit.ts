import type { IncomingMessage } from 'node:http'

/**
 * Aborts when the body is, or becomes, larger than `bytesMax`. tRPC limits bodies only in apps that
 * set `maxBodySize`, and parses whatever comes in all others.
 */
export function bodyTooLarge(request: IncomingMessage, bytesMax: number): AbortSignal {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return AbortSignal.abort()
  const tooLarge = new AbortController()
  let bytes = 0
  const count = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > bytesMax) tooLarge.abort()
  }
  // Only where tRPC reads already: a listener would start a body, and its first bytes be lost.
  if (request.method === 'POST' && request.listenerCount('data') > 0) request.on('data', count)
  return tooLarge.signal
}
