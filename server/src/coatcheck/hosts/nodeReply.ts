import { once } from 'node:events'
import { OutgoingMessage } from 'node:http'
import { Socket } from 'node:net'
import { freeBuffers } from '../../freeBuffers.ts'
import type { HttpReply, ReplyHeaders } from '../../http/httpReply.ts'

/** A response of Node's own server or of Express: what Coatcheck needs of it. */
export interface NodeResponse extends NodeJS.EventEmitter {
  statusCode: number
  readonly headersSent: boolean
  /** HTTP/2 does not say. */
  readonly destroyed?: boolean | undefined
  readonly writableFinished: boolean
  readonly socket?: unknown
  setHeader(name: string, value: string): unknown
  write(chunk: Uint8Array, onSent?: () => void): boolean
  end(body: string): unknown
  destroy(error?: Error): unknown
}

/** Node's own, even where an app replaces it later. */
const nodesWrite: unknown = Reflect.get(OutgoingMessage.prototype, 'write')

/**
 * Whether a chunk goes straight to the kernel. What an app puts in place of `write`, or of the socket, may
 * keep it.
 */
function isPlain(response: NodeResponse): boolean {
  const { socket } = response
  return (
    response.write === nodesWrite &&
    socket instanceof Socket &&
    socket.write === Socket.prototype.write
  )
}

/** An answer by Node's own server, on which Express and Fastify build. */
export class NodeReply implements HttpReply {
  readonly needsLength: boolean
  readonly #response: NodeResponse
  readonly #isHttp2: boolean
  readonly #gone = new AbortController()

  constructor(response: NodeResponse, httpVersion: string) {
    this.#response = response
    // A client of that time takes the end of the connection for the end of the body.
    this.needsLength = httpVersion === '1.0'
    this.#isHttp2 = httpVersion.startsWith('2')
    response.once('close', () => this.#gone.abort())
    if (response.destroyed) this.#gone.abort()
  }

  get hasBegun(): boolean {
    return this.#response.headersSent || this.#gone.signal.aborted
  }

  get gone(): AbortSignal {
    return this.#gone.signal
  }

  begin(status: number, headers: ReplyHeaders): void {
    this.#response.statusCode = status
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value)
  }

  write(chunk: Uint8Array<ArrayBuffer>): boolean {
    return isPlain(this.#response)
      ? this.#response.write(chunk, () => freeBuffers([chunk]))
      : this.#response.write(chunk)
  }

  async drained(signal: AbortSignal): Promise<void> {
    await once(this.#response, 'drain', { signal })
  }

  async end(signal: AbortSignal): Promise<void> {
    this.#response.end('')
    if (!this.#response.writableFinished) await once(this.#response, 'finish', { signal })
  }

  send(status: number, headers: ReplyHeaders, body: string): void {
    this.begin(status, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) })
    this.#response.end(body)
  }

  cut(): void {
    // A stream of HTTP/2 that is reset without an error looks whole. A connection of HTTP/1.1 has
    // nothing to tell, and an error would reach the `clientError` listeners of the server.
    if (this.#isHttp2) this.#response.destroy(new Error('The download was cut off.'))
    else this.#response.destroy()
  }
}
