import type { Duplex } from 'node:stream'
import { fromServer, readError } from './postgresMessages.ts'
import { ReusingSocket } from './reusingSocket.ts'
import { giveMemory, takeMemory } from './wireMemory.ts'

/** Bytes of a connection that are read ahead of decoding. */
const aheadBytesMax = 1 << 20

/**
 * Reads and writes the bytes of an idle connection that the driver has opened.
 *
 * The driver makes an object of each row and a string of each value, which costs several times as
 * much as everything after it. So it only opens connections, and rows are read here.
 */
export class PostgresWire {
  /** What is received, up to `end`; bytes from `at` on have not been read. */
  bytes: Buffer
  view: DataView
  at = 0
  end = 0
  /** Where the body of the message begins that was taken last; it ends at `at`. */
  bodyAt = 0
  readonly #socket: Duplex
  readonly #driverListeners: readonly ((chunk: Buffer) => void)[]
  /** Has the bytes that `keep` was called for, and is overwritten by the next call. */
  #kept: Buffer | null = null
  #hasEnded = false
  #readsOn = false
  /** Whether rows have been taken, so that no one waits for more or knows places in `bytes`. */
  #isUnattended = false
  #wake: (() => void) | undefined
  /** How many `ReadyForQuery` messages are still to come: one for each `Sync` and simple query. */
  #readyCountOwed = 0

  constructor(socket: Duplex) {
    this.bytes = takeMemory()
    this.view = viewOf(this.bytes)
    this.#socket = socket
    this.#driverListeners = socket.listeners('data') as ((chunk: Buffer) => void)[]
    for (const listener of this.#driverListeners) socket.off('data', listener)
    if (socket instanceof ReusingSocket) socket.receiver = this.#onData
    else socket.on('data', this.#onData)
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
    return this.end - this.at >= this.#messageLength()
  }

  /** Skips the next message, and returns its type. */
  take(): number {
    const type = this.bytes[this.at]!
    this.bodyAt = this.at + 5
    this.at += 1 + this.view.getInt32(this.at + 1)
    if (type === fromServer.ready) this.#readyCountOwed -= 1
    return type
  }

  /** The body of the message that was taken last; valid until the next one is received. */
  get body(): Buffer {
    return this.bytes.subarray(this.bodyAt, this.at)
  }

  /**
   * Waits for a complete message.
   *
   * @throws Error when the connection ends first.
   */
  async receive(): Promise<void> {
    this.#isUnattended = false
    while (!this.hasMessage) {
      if (this.#hasEnded) throw new Error('The connection to Postgres has ended.')
      this.#socket.resume()
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /**
   * Call when the statement is cancelled: from then on all is read that arrives, and dropped where no
   * one waits for it. A server whose rows are not read waits for that, and ends nothing meanwhile.
   */
  readOn(): void {
    this.#readsOn = true
    this.#socket.resume()
  }

  /**
   * Leaves the bytes that have been read as they are until the next call: what comes after them is
   * received into other memory.
   */
  keep(): void {
    this.#isUnattended = true
    const rest = this.bytes.subarray(this.at, this.end)
    const other = this.#kept
    this.#kept = this.bytes
    const isLarge = other !== null && other.length >= rest.length
    this.#use(isLarge ? other : takeMemory(this.bytes.length))
    this.bytes.set(rest)
    this.#restart(rest.length)
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
      if (!this.hasMessage) {
        // The rest of a cancelled statement takes no more memory than a part of it.
        this.#forgetTaken()
        await this.receive()
      }
      const type = this.take()
      if (type === fromServer.error) failure ??= readError(this.body)
      if (type === wantedType) bodies.push(Buffer.from(this.body))
    }
    if (failure) throw failure
    return bodies
  }

  /** Gives the connection back to the driver; only when it is idle. */
  release(): void {
    if (this.#socket instanceof ReusingSocket) this.#socket.receiver = null
    else this.#socket.off('data', this.#onData)
    this.#socket.off('close', this.#onEnd)
    giveMemory(this.bytes)
    if (this.#kept) giveMemory(this.#kept)
    for (const listener of this.#driverListeners) this.#socket.on('data', listener)
    this.#socket.resume()
  }

  /** Length of the next message; of its header while that is incomplete. */
  #messageLength(): number {
    return this.end - this.at < 5 ? 5 : 1 + this.view.getInt32(this.at + 1)
  }

  #use(bytes: Buffer): void {
    this.bytes = bytes
    this.view = viewOf(bytes)
  }

  #forgetTaken(): void {
    this.bytes.copyWithin(0, this.at, this.end)
    this.#restart(this.end - this.at)
  }

  #restart(byteCount: number): void {
    this.at = 0
    this.end = byteCount
  }

  readonly #onData = (chunk: Buffer): void => {
    const needed = this.end + chunk.length
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, needed))
      grown.set(this.bytes.subarray(0, this.end))
      this.#use(grown)
    }
    this.bytes.set(chunk, this.end)
    this.end = needed
    if (this.#readsOn && this.#isUnattended) {
      while (this.hasMessage) this.take()
      this.#forgetTaken()
    }
    // A message may be longer than the read-ahead; then all of it is needed.
    const isEnough = this.end - this.at > aheadBytesMax && this.hasMessage
    if (isEnough && !this.#readsOn) this.#socket.pause()
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

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}
