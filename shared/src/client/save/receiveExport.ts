import { fetchDirectly, Redirected } from './fetchDirectly.ts'
import { connectionLost, pause, pauseOf, retryForMsDefault, type Patience } from './patience.ts'
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

export interface Receiving extends Patience {
  /** Address of the download, with its ticket. */
  readonly url: URL
  /** The key that the ticket is bound to. */
  readonly clientKey: string
  /**
   * Returns an address with another ticket for the same file, after one that the server does not
   * know any more: it has expired, or the server was restarted. Without it that is the end.
   */
  readonly renewUrl?: () => Promise<URL>
}

/** Tickets in a row without a byte: the server then refuses something else. */
const failedRenewalsMax = 3

/**
 * Receives the bytes of an export. After a broken connection it resumes: where it broke if the
 * server supports that, otherwise from the start of the same run.
 *
 * @throws SaveError `gone`, `refused` or `connection-lost`
 */
export async function* receiveExport(receiving: Receiving): AsyncGenerator<ReceivedBytes> {
  const { signal, renewUrl, retryForMs = retryForMsDefault } = receiving
  let { url } = receiving
  let position = 0
  let furthest = 0
  let etag: string | null = null
  let failedRenewals = 0
  let progressMs = performance.now()
  for (let failedTries = 0; performance.now() - progressMs <= retryForMs;) {
    const before = furthest
    try {
      const response = await request({ ...receiving, url }, { position, etag })
      if (response.status === 503 || response.status === 429) {
        await response.body?.cancel()
        await pause(retryAfterMs(response) ?? pauseOf(failedTries + 1), signal)
        failedTries += 1
        continue
      }
      if (response.status === 404 && renewUrl && failedRenewals < failedRenewalsMax) {
        await response.body?.cancel()
        failedRenewals += 1
        url = await renewUrl()
        progressMs = performance.now()
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
        failedRenewals = 0
        progressMs = performance.now()
      }
      if (totalBytes === null || position === totalBytes) return
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof Redirected) {
        throw new SaveError('refused', `${error.message} Downloads follow no redirects.`)
      }
      if (error instanceof SaveError || !isConnectionError(error)) throw error
    }
    failedTries = furthest > before ? 0 : failedTries + 1
    await pause(pauseOf(failedTries), signal)
  }
  throw connectionLost()
}

/** Node's `fetch` reports every network error as a TypeError. */
function isConnectionError(error: unknown): boolean {
  return error instanceof TypeError
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
