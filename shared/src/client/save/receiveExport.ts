import { setTimeout as sleep } from 'node:timers/promises'
import { refusalOf, retryAfterMs } from './answers.ts'
import { SaveError } from './saveError.ts'

/** Bytes of the file, and where in it they stand. */
export interface ReceivedBytes {
  /** Falls back to 0 when the file had to be begun anew. */
  readonly position: number
  readonly bytes: Uint8Array
  /** Size of the file; null as long as the server cannot know it. */
  readonly totalBytes: number | null
}

export interface Receiving {
  readonly url: URL
  /** The key that the ticket is bound to. */
  readonly clientKey: string
  readonly signal: AbortSignal
  /** How long it goes on context while nothing arrives; 30 s when left out. */
  readonly retryForMs?: number
}

/** As long as a server takes to start anew, and some. */
const retryForMsDefault = 30_000
const firstPauseMs = 100
const pauseMaxMs = 5_000

/**
 * The bytes of an export. When the line breaks it asks again: from where it broke if the server can,
 * from the beginning otherwise, of the same run in either case.
 *
 * @throws SaveError `gone`, `refused` or `connection-lost`.
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
      if (error instanceof SaveError || !isLineError(error)) throw error
    }
    vainTries = furthest > before ? 0 : vainTries + 1
    await sleep(pauseOf(vainTries), null, receiving)
  }
  throw new SaveError(
    'connection-lost',
    'The connection to the server broke again and again. Try once more later.',
  )
}

/** Node's `fetch` reports every fault of the line as a TypeError. */
function isLineError(error: unknown): boolean {
  return error instanceof TypeError
}

/** None after a try that went further: a server keeps a run for less than half a second. */
function pauseOf(vainTries: number): number {
  return vainTries === 0 ? 0 : Math.min(firstPauseMs * 2 ** (vainTries - 1), pauseMaxMs)
}

function request(
  { url, clientKey, signal }: Receiving,
  { position, etag }: { position: number; etag: string | null },
): Promise<Response> {
  const headers = new Headers({
    // The server reads the one that fits to how people reach it, by https or not.
    cookie: `coatcheck=${clientKey}; __Host-coatcheck=${clientKey}`,
    'accept-encoding': 'identity',
  })
  if (position > 0 && etag !== null) {
    headers.set('range', `bytes=${position}-`)
    headers.set('if-range', etag)
  }
  return fetch(url, { headers, signal, redirect: 'error' })
}

/** Where the answer begins in the file, and how long the file is. */
function extentOf(response: Response): { start: number; totalBytes: number | null } {
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '')
  if (response.status === 206 && range) {
    return { start: Number(range[1]), totalBytes: Number(range[2]) }
  }
  const length = response.headers.get('content-length')
  return { start: 0, totalBytes: length === null ? null : Number(length) }
}
