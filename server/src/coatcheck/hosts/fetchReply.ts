import { orAborted } from '../../concurrency/orAborted.ts'
import type { HttpReply, ReplyHeaders } from '../../http/httpReply.ts'

/**
 * An answer as a web-standard `Response`. Some servers end a body that has failed as if it were whole,
 * so that only a length tells its client.
 */
export class FetchReply implements HttpReply {
  /** Resolves when the head is known. */
  readonly answer: Promise<Response>
  readonly needsLength = true
  readonly #gone = new AbortController()
  readonly #isHead: boolean
  #respond!: (response: Response) => void
  #hasBegun = false
  #body: ReadableStreamDefaultController<Uint8Array> | null = null
  /** Called when the server asks for the next piece. */
  #onWanted = () => {}
  #isWanted = false

  constructor(request: Request) {
    this.#isHead = request.method === 'HEAD'
    this.answer = new Promise((resolve) => (this.#respond = resolve))
    const leave = () => this.#gone.abort()
    request.signal.addEventListener('abort', leave, { once: true })
    if (request.signal.aborted) leave()
  }

  get hasBegun(): boolean {
    return this.#hasBegun
  }

  get gone(): AbortSignal {
    return this.#gone.signal
  }

  begin(status: number, headers: ReplyHeaders): void {
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#body = controller
        },
        pull: () => {
          this.#isWanted = true
          this.#onWanted()
        },
        cancel: () => this.#gone.abort(),
      },
      // Nothing waits in the stream: what the server has asked for, it gets.
      { highWaterMark: 0 },
    )
    this.#hasBegun = true
    this.#respond(new Response(body, { status, headers }))
  }

  write(chunk: Uint8Array<ArrayBuffer>): boolean {
    this.#isWanted = false
    this.#body?.enqueue(chunk)
    return this.#isWanted
  }

  async drained(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#isWanted) return
    await orAborted(new Promise<void>((resolve) => (this.#onWanted = resolve)), signal)
  }

  async end(): Promise<void> {
    // After the last piece `drained` has waited until the server came back for more.
    this.#body?.close()
  }

  send(status: number, headers: ReplyHeaders, body: string): void {
    this.#hasBegun = true
    this.#respond(new Response(this.#isHead ? null : body, { status, headers }))
  }

  cut(): void {
    this.#body?.error(new Error('The download was cut off.'))
  }
}
