import { setTimeout as sleep } from 'node:timers/promises'
import { fetchDirectly, Redirected } from './fetchDirectly.ts'
import { acceptedTypes, refusalOf, retryAfterMs } from './refusal.ts'
import { SaveError } from './saveError.ts'

/** Some bytes of the file. */
export interface ReceivedBytes {
  /** Offset in the file. Goes back to 0 if the file had to be started over. */
  readonly position: number
  readonly bytes: Uint8Array
  /** Size of the file; null while the server does not know it. */
  readonly totalBytes: number | null
}

export interface Receiving {
  /** Address of the download, with its ticket. */
  readonly url: URL
  /** The key that the ticket is bound to. */
  readonly clientKey: string
  readonly signal: AbortSignal
  /** How long to keep trying while nothing arrives, in milliseconds; 30,000 by default. */
  readonly retryForMs?: number
}

/** Longer than a server takes to restart. */
const retryForMsDefault = 30_000
const firstPauseMs = 100
const pauseMaxMs = 5_000

/**
 * Receives the bytes of an export. After a broken connection it resumes: where it broke if the
 * server supports that, otherwise from the start of the same run.
 *
 * @throws SaveError `gone`, `refused` or `connection-lost`
 */
export async function* receiveExport(receiving: Receiving): AsyncGenerator<ReceivedBytes> {
  let position = 0
  let furthest = 0
  let etag: string | null = null
  const { retryForMs = retryForMsDefault } = receiving
  let progressMs = performance.now()
  for (let vainTries = 0; performance.now() - progressMs <= retryForMs;) {
    const before = furthest
    try {
      const response = await request(receiving, { position, etag })
      if (response.status === 503 || response.status === 429) {
        await sleep(retryAfterMs(response) ?? pauseOf(vainTries + 1), null, receiving)
        vainTries += 1
        continue
      }
      if (!response.ok) throw await refusalOf(response)
      etag = response.headers.get('etag')
      const { start, totalBytes } = extentOf(response)
      position = start
      for await (const bytes of response.body ?? []) {
        yield { position, bytes, totalBytes }
        position += bytes.length
        if (position <= furthest) continue
        furthest = position
        progressMs = performance.now()
      }
      if (totalBytes === null || position === totalBytes) return
    } catch (error) {
      receiving.signal.throwIfAborted()
      if (error instanceof Redirected) {
        throw new SaveError('refused', `${error.message} Downloads follow no redirects.`)
      }
      if (error instanceof SaveError || !isConnectionError(error)) throw error
    }
    vainTries = furthest > before ? 0 : vainTries + 1
    await sleep(pauseOf(vainTries), null, receiving)
  }
  throw new SaveError('connection-lost', 'The connection to the server was lost. Try again later.')
}

/** Node's `fetch` reports every network error as a TypeError. */
function isConnectionError(error: unknown): boolean {
  return error instanceof TypeError
}

/** No pause after progress: the server keeps an interrupted run for less than half a second. */
function pauseOf(vainTries: number): number {
  return vainTries === 0 ? 0 : Math.min(firstPauseMs * 2 ** (vainTries - 1), pauseMaxMs)
}

function request(
  { url, clientKey, signal }: Receiving,
  { position, etag }: { position: number; etag: string | null },
): Promise<Response> {
  const headers = new Headers({
    accept: acceptedTypes,
    'accept-encoding': 'identity',
    // The server reads the one that fits its public URL: `__Host-` cookies belong to https.
    cookie: `coatcheck=${clientKey}; __Host-coatcheck=${clientKey}`,
  })
  if (position > 0 && etag !== null) {
    headers.set('range', `bytes=${position}-`)
    headers.set('if-range', etag)
  }
  return fetchDirectly(url, { headers, signal })
}

/** Where the response begins in the file, and how long the file is. */
function extentOf(response: Response): { start: number; totalBytes: number | null } {
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '')
  if (response.status === 206 && range) {
    return { start: Number(range[1]), totalBytes: Number(range[2]) }
  }
  const length = response.headers.get('content-length')
  return { start: 0, totalBytes: length === null ? null : Number(length) }
}
