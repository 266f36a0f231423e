import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TicketReceipt } from '@coatcheck/shared'
import { navigation, pageHeaders, signIn, type DemoRequest } from './api.ts'
import { httpRequest, openResponse } from './httpRequest.ts'

/** How a browser's download ended, and what of the file it has. */
export interface BrowserDownload {
  /** `cut`: broken off, for good as far as the browser goes; `refused`: an error page. */
  readonly end: 'whole' | 'cut' | 'refused'
  readonly status: number
  readonly bytes: Buffer
  /** What the error page says. */
  readonly reason?: string
  /** How often it broke off and was resumed. */
  readonly resumeCount: number
}

export interface DownloadOptions {
  /** How long the line stands still after the first bytes. */
  readonly stallMs?: number
}

/** As often as Chromium resumes a download by itself. */
const resumesMax = 5
const triesMax = 100
const retryMs = 200

/** A browser with one tab and one cookie, in which somebody has signed in. */
export class BrowserViewer {
  readonly #url: string
  readonly token: string
  #cookie: string | undefined
  /** Requests for a ticket that were answered 503 and asked again. */
  retryCount = 0

  private constructor(url: string, token: string) {
    this.#url = url
    this.token = token
  }

  static async signIn(url: string, username: string, password?: string): Promise<BrowserViewer> {
    return new BrowserViewer(url, (await signIn(url, username, password)).token)
  }

  /** Asks again while the service says that it cannot at the moment. */
  async createTicket(body: DemoRequest): Promise<TicketReceipt> {
    const headers = { ...pageHeaders, authorization: `Bearer ${this.token}`, ...this.#cookies() }
    for (let tries = 1; ; tries += 1) {
      const answer = await httpRequest(`${this.#url}/trpc/export.createTicket`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      const text = answer.body.toString()
      this.#cookie ??= answer.headers['set-cookie']?.[0]?.split(';', 1)[0]
      if (answer.status === 200) {
        return (JSON.parse(text) as { result: { data: TicketReceipt } }).result.data
      }
      if (answer.status !== 503 || tries === triesMax) {
        throw new Error(`No ticket: ${answer.status} ${text}`)
      }
      this.retryCount += 1
      await sleep(retryMs)
    }
  }

  /** Follows the link; goes on where the line broke, if the answer said that it may. */
  async download({ url }: TicketReceipt, options: DownloadOptions = {}): Promise<BrowserDownload> {
    const chunks: Buffer[] = []
    let etag: string | undefined
    for (let resumeCount = 0; ; resumeCount += 1) {
      const start = chunks.reduce((sum, { length }) => sum + length, 0)
      const range = etag && { range: `bytes=${start}-`, 'if-range': etag }
      const headers = { ...navigation, ...this.#cookies(), ...range }
      const response = await openResponse(`${this.#url}${url}`, { headers })
      const status = response.statusCode!
      if (status >= 400) {
        const page: Buffer[] = []
        await readInto(page, response, {})
        const reason = Buffer.concat(page).toString()
        return { end: 'refused', status, bytes: Buffer.concat(chunks), reason, resumeCount }
      }
      // The whole file once more: what was there is put aside.
      if (status === 200) chunks.length = 0
      const isWhole = await readInto(chunks, response, options)
      const bytes = Buffer.concat(chunks)
      if (isWhole) return { end: 'whole', status, bytes, resumeCount }
      etag = response.headers['accept-ranges'] === 'bytes' ? response.headers.etag : undefined
      if (etag === undefined || resumeCount === resumesMax) {
        return { end: 'cut', status, bytes, resumeCount }
      }
      await sleep(retryMs)
    }
  }

  #cookies(): Record<string, string> {
    return this.#cookie === undefined ? {} : { cookie: this.#cookie }
  }
}

async function readInto(
  chunks: Buffer[],
  response: IncomingMessage,
  { stallMs = 0 }: DownloadOptions,
): Promise<boolean> {
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const isFirst = chunks.length === 0
      chunks.push(chunk)
      if (isFirst) await sleep(stallMs)
    }
  } catch {
    return false
  }
  return response.complete
}

export function sha256OfBytes(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Whether a program that opens the file would take it for a whole one: a CSV file with a header
 * and all rows, a ZIP archive that ends with its directory (APPNOTE 4.3.16).
 */
export function looksWhole(bytes: Buffer, { fileName, rowCount }: TicketReceipt): boolean {
  if (fileName.endsWith('.csv')) {
    const lines = bytes.toString().split('\r\n')
    return lines.length === rowCount + 2 && lines.at(-1) === ''
  }
  const end = bytes.length - 22
  if (end < 0 || bytes.readUInt32LE(end) !== 0x06054b50) return false
  return bytes.readUInt32LE(end + 12) + bytes.readUInt32LE(end + 16) === end
}
