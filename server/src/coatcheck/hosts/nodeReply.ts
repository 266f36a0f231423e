import { once } from 'node:events'
import type { HttpReply, ReplyHeaders } from '../../http/httpReply.ts'

/** A response of Node's own server or of Express: what Coatcheck needs of it. */
export interface NodeResponse extends NodeJS.EventEmitter {
  statusCode: number
  readonly headersSent: boolean
  readonly destroyed: boolean
  readonly writableFinished: boolean
  setHeader(name: string, value: string): unknown
  write(chunk: Uint8Array): boolean
  end(body?: string): unknown
  destroy(): unknown
}

/** An answer by Node's own server, on which Express and Fastify build. */
export class NodeReply implements HttpReply {
  readonly needsLength: boolean
  readonly #response: NodeResponse
  readonly #gone = new AbortController()

  constructor(response: NodeResponse, httpVersion: string) {
    this.#response = response
    // A client of that time takes the end of the connection for the end of the body.
    this.needsLength = httpVersion === '1.0'
    response.once('close', () => this.#gone.abort())
    if (response.destroyed) this.#gone.abort()
  }

  get hasBegun(): boolean {
    return this.#response.headersSent || this.#response.destroyed
  }

  get gone(): AbortSignal {
    return this.#gone.signal
  }

  begin(status: number, headers: ReplyHeaders): void {
    this.#response.statusCode = status
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value)
  }

  write(chunk: Uint8Array<ArrayBuffer>): boolean {
    return this.#response.write(chunk)
  }

  async drained(signal: AbortSignal): Promise<void> {
    await once(this.#response, 'drain', { signal })
  }

  async end(signal: AbortSignal): Promise<void> {
    this.#response.end()
    if (!this.#response.writableFinished) await once(this.#response, 'finish', { signal })
  }

  send(status: number, headers: ReplyHeaders, body: string): void {
    this.begin(status, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) })
    this.#response.end(body)
  }

  cut(): void {
    this.#response.destroy()
  }
}
