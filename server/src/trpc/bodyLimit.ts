import type { HttpRequest } from '../http/httpRequest.ts'
import type { BodySource } from '../http/incomingCall.ts'

export interface BodyLimit {
  /** Whether the body is larger, as far as it has come. */
  readonly exceeded: boolean
  /** Resolves when it is; never for a body that fits. */
  readonly whenExceeded: Promise<void>
}

/**
 * Watches a body that tRPC reads: tRPC itself limits bodies only in apps that set `maxBodySize`, and
 * parses whatever comes in all others.
 *
 * @param body what emits it; null where it cannot be watched, so that only its stated length counts
 */
export function bodyLimit(
  { headers, method }: HttpRequest,
  body: BodySource | null,
  bytesMax: number,
): BodyLimit {
  let exceeded = Number(headers.get('content-length') ?? 0) > bytesMax
  const whenExceeded = new Promise<void>((resolve) => {
    let bytes = 0
    const count = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= bytesMax) return
      exceeded = true
      body?.off('data', count)
      resolve()
    }
    // Only where tRPC reads already: a listener would start a body, and its first bytes be lost.
    if (method === 'POST' && body && body.listenerCount('data') > 0) body.on('data', count)
  })
  return {
    whenExceeded,
    get exceeded() {
      return exceeded
    },
  }
}
