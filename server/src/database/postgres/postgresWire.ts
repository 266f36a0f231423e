import type { Duplex } from 'node:stream'
import { fromServer, readError } from './postgresMessages.ts'

/** What is read ahead of the rows that are being decoded, per connection. */
const aheadBytesMax = 1 << 20

/**
 * The bytes of a connection that the driver has opened and is done with for the moment.
 *
 * The driver makes an object of each row and a string of each value, which costs several times
 * as much as all that follows. Hence it opens connections, and the rows are read here.
 */
export class PostgresWire {
  /** Bytes received and not yet read: those from `at` on. */
  bytes: Buffer = Buffer.alloc(0)
  view: DataView = new DataView(new ArrayBuffer(0))
  at = 0
  readonly #socket: Duplex
  readonly #driverListeners: readonly ((chunk: Buffer) => void)[]
  #chunks: Buffer[] = []
  #aheadBytes = 0
  #hasEnded = false
  #wake: (() => void) | undefined
  /** Answers to `Sync` and to simple queries that are still to come. */
  #readyCountOwed = 0

  constructor(socket: Duplex) {
    this.#socket = socket
    this.#driverListeners = socket.listeners('data') as ((chunk: Buffer) => void)[]
    for (const listener of this.#driverListeners) socket.off('data', listener)
    socket.on('data', this.#onData)
    socket.on('close', this.#onEnd)
    this.#hasEnded = socket.destroyed
  }

  /** Whether everything that was asked has been answered. */
  get isIdle(): boolean {
    return this.#readyCountOwed === 0 && !this.#hasEnded
  }

  /** @param readyCount how many times the server will say that it is ready for more */
  send(bytes: Buffer, readyCount: number): void {
    this.#readyCountOwed += readyCount
    this.#socket.write(bytes)
  }

  /** Writes and waits until there is room for more. */
  async sendAll(bytes: Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Whether a whole message is there, beginning at `at`. */
  get hasMessage(): boolean {
    return this.bytes.length - this.at >= this.#messageLength()
  }

  /** Type of the next message, whose body lies between the offsets; steps over it. */
  take(): { readonly type: number; readonly start: number; readonly end: number } {
    const type = this.bytes[this.at]!
    const start = this.at + 5
    const end = this.at + 1 + this.view.getInt32(this.at + 1)
    this.at = end
    if (type === fromServer.ready) this.#readyCountOwed -= 1
    return { type, start, end }
  }

  /**
   * Waits until a whole message is there.
   *
   * @throws Error when the connection ends before.
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
   * Reads until the server has answered everything, and gives what it said on the way: the bodies
   * of messages of one type.
   *
   * @throws PostgresError the first error that it told of
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

  /** Hands the connection back to the driver; only when it is idle. */
  release(): void {
    this.#socket.off('data', this.#onData)
    this.#socket.off('close', this.#onEnd)
    for (const listener of this.#driverListeners) this.#socket.on('data', listener)
    this.#socket.resume()
  }

  /** Of the next message, as far as it is known. */
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
    // A message may be longer than what is read ahead; then all of it is needed at once.
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
