import type { IncomingMessage } from 'node:http'

export interface BodyLimit {
  /** Whether the body is larger, as far as it has come. */
  readonly exceeded: boolean
  /** Resolves when it is; never for a body that fits. */
  readonly whenExceeded: Promise<void>
}

/**
 * Watches a body that tRPC reads: tRPC itself limits bodies only in apps that set `maxBodySize`, and
 * parses whatever comes in all others.
 */
export function bodyLimit(request: IncomingMessage, bytesMax: number): BodyLimit {
  let exceeded = Number(request.headers['content-length'] ?? 0) > bytesMax
  const whenExceeded = new Promise<void>((resolve) => {
    let bytes = 0
    const count = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= bytesMax) return
      exceeded = true
      request.off('data', count)
      resolve()
    }
    // Only where tRPC reads already: a listener would start a body, and its first bytes be lost.
    if (request.method === 'POST' && request.listenerCount('data') > 0) request.on('data', count)
  })
  return {
    whenExceeded,
    get exceeded() {
      return exceeded
    },
  }
}
