import type { Duplex } from 'node:stream'
import { fromServer, readError } from './postgresMessages.ts'

/** Bytes of a connection that are read ahead of decoding. */
const aheadBytesMax = 1 << 20

/**
 * Reads and writes the bytes of an idle connection that the driver has opened.
 *
 * The driver makes an object of each row and a string of each value, which costs several times as
 * much as everything after it. So it only opens connections, and rows are read here.
 */
export class PostgresWire {
  /** Bytes received; those from `at` on have not been read. */
  bytes: Buffer = Buffer.alloc(0)
  view: DataView = new DataView(new ArrayBuffer(0))
  at = 0
  readonly #socket: Duplex
  readonly #driverListeners: readonly ((chunk: Buffer) => void)[]
  #chunks: Buffer[] = []
  #aheadBytes = 0
  #hasEnded = false
  #wake: (() => void) | undefined
  /** How many `ReadyForQuery` messages are still to come: one for each `Sync` and simple query. */
  #readyCountOwed = 0

  constructor(socket: Duplex) {
    this.#socket = socket
    this.#driverListeners = socket.listeners('data') as ((chunk: Buffer) => void)[]
    for (const listener of this.#driverListeners) socket.off('data', listener)
    socket.on('data', this.#onData)
    socket.on('close', this.#onEnd)
    this.#hasEnded = socket.destroyed
  }

  /** Whether the server has answered every request. */
  get isIdle(): boolean {
    return this.#readyCountOwed === 0 && !this.#hasEnded
  }

  /** @param readyCount how many `ReadyForQuery` messages the server will answer with */
  send(bytes: Buffer, readyCount: number): void {
    this.#readyCountOwed += readyCount
    this.#socket.write(bytes)
  }

  /** Writes and waits until the bytes have been sent. */
  async sendAll(bytes: Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Whether a complete message starts at `at`. */
  get hasMessage(): boolean {
    return this.bytes.length - this.at >= this.#messageLength()
  }

  /** Skips the next message; returns its type and the offsets of its body. */
  take(): { readonly type: number; readonly start: number; readonly end: number } {
    const type = this.bytes[this.at]!
    const start = this.at + 5
    const end = this.at + 1 + this.view.getInt32(this.at + 1)
    this.at = end
    if (type === fromServer.ready) this.#readyCountOwed -= 1
    return { type, start, end }
  }

  /**
   * Waits for a complete message.
   *
   * @throws Error when the connection ends first.
   */
  async receive(): Promise<void> {
    while (!this.hasMessage) {
      const missing = this.#messageLength() - (this.bytes.length - this.at)
      while (this.#aheadBytes < missing) {
        if (this.#hasEnded) throw new Error('The connection to Postgres has ended.')
        await new Promise<void>((resolve) => (this.#wake = resolve))
      }
      this.#join()
    }
  }

  /**
   * Reads until the server has answered every request.
   *
   * @returns the bodies of the messages of one type
   * @throws PostgresError the first error of the server
   */
  async settle(wantedType?: number): Promise<Buffer[]> {
    const bodies: Buffer[] = []
    let failure: Error | undefined
    while (this.#readyCountOwed > 0) {
      if (!this.hasMessage) await this.receive()
      const { type, start, end } = this.take()
      if (type === fromServer.error) failure ??= readError(this.bytes.subarray(start, end))
      if (type === wantedType) bodies.push(Buffer.from(this.bytes.subarray(start, end)))
    }
    if (failure) throw failure
    return bodies
  }

  /** Gives the connection back to the driver; only when it is idle. */
  release(): void {
    this.#socket.off('data', this.#onData)
    this.#socket.off('close', this.#onEnd)
    for (const listener of this.#driverListeners) this.#socket.on('data', listener)
    this.#socket.resume()
  }

  /** Length of the next message; of its header while that is incomplete. */
  #messageLength(): number {
    return this.bytes.length - this.at < 5 ? 5 : 1 + this.view.getInt32(this.at + 1)
  }

  #join(): void {
    this.bytes = Buffer.concat([this.bytes.subarray(this.at), ...this.#chunks])
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length)
    this.at = 0
    this.#chunks = []
    this.#aheadBytes = 0
    this.#socket.resume()
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#chunks.push(chunk)
    this.#aheadBytes += chunk.length
    // A message may be longer than the read-ahead; then all of it is needed.
    const isWanted = this.#aheadBytes < this.#messageLength()
    if (this.#aheadBytes > aheadBytesMax && !isWanted) this.#socket.pause()
    this.#wakeUp()
  }

  readonly #onEnd = (): void => {
    this.#hasEnded = true
    this.#wakeUp()
  }

  #wakeUp(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}
