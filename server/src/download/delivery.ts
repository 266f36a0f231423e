import type { Coverage } from '../exports/coverage.ts'
import type { HttpReply } from '../http/httpReply.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { ExportFile } from '../spool/exportFile.ts'
import type { RunResult } from '../runs/workerProtocol.ts'
import { fileHeaders, type FileDescription } from './fileHeaders.ts'
import { requestedRange, type RangeHeaders } from './range.ts'
import { collectAfterSending } from './sendingGarbage.ts'

export type DeliveryLimits = Pick<CoatcheckLimits, 'stallMs' | 'deliveryDeadlineMs'>

export interface Delivery {
  readonly file: FileDescription
  readonly spool: ExportFile
  /** Null while the run is going on. */
  readonly result: RunResult | null
  /** What its client has been sent, in this delivery and those before. */
  readonly coverage: Coverage
  /** Called for every chunk that is written to the socket. */
  readonly onSent: (bytes: number) => void
  /** The part that the client asks for. */
  readonly range: RangeHeaders
  readonly reply: HttpReply
  readonly limits: Pick<DeliveryLimits, 'stallMs'>
  /** Aborts when the client has disconnected or the delivery must end. */
  readonly signal: AbortSignal
  /** Called with what has cut the answer off, unless its client or the run is the reason. */
  readonly onFault: (cause: unknown) => void
}

/**
 * Sends the spool, with its length when the run is done. Returns whether the client has been sent all
 * of the file by now. Once the headers are sent every failure cuts the answer off: a body that merely
 * ends would look whole.
 *
 * @throws AppError why the file cannot be read; nothing is sent then
 */
export async function deliver(delivery: Delivery): Promise<boolean> {
  const sending = new Sending(delivery)
  try {
    return await (delivery.result ? sending.sized(delivery.result) : sending.growing())
  } catch (cause) {
    if (!delivery.reply.hasBegun) throw cause
    delivery.reply.cut()
    const { onFault, spool } = delivery
    // The failure of a run has its own line in the log. And a file that was dropped is no fault.
    if (!sending.isLeft && !spool.closed && cause !== spool.error) onFault(cause)
    return false
  }
}

class Sending {
  readonly #delivery: Delivery
  readonly #stall = new AbortController()
  readonly #signal: AbortSignal

  constructor(delivery: Delivery) {
    this.#delivery = delivery
    this.#signal = AbortSignal.any([delivery.signal, this.#stall.signal])
  }

  /** Whether the client has gone, or reads nothing any more. */
  get isLeft(): boolean {
    return this.#signal.aborted
  }

  async sized(result: RunResult): Promise<boolean> {
    const { coverage, file, range, reply, spool } = this.#delivery
    const { sizeBytes } = result
    const etag = `"${result.sha256.slice(0, 32)}"`
    const part = requestedRange(range, sizeBytes, etag)
    const { start, end } = part ?? { start: 0, end: sizeBytes - 1 }
    this.#signal.throwIfAborted()
    // Once the head is sent, nothing could say that the store of the file is out of reach.
    const chunks = await begun(spool.read(start, end + 1, this.#signal))
    reply.begin(part ? 206 : 200, {
      ...fileHeaders(file),
      'Accept-Ranges': 'bytes',
      ETag: etag,
      'Content-Length': String(end - start + 1),
      ...(part && { 'Content-Range': `bytes ${start}-${end}/${sizeBytes}` }),
    })
    await this.#send(start, chunks)
    await this.#unlessStalled((signal) => reply.end(signal))
    return coverage.isWhole(sizeBytes)
  }

  async growing(): Promise<boolean> {
    const { file, reply, signal, spool } = this.#delivery
    reply.begin(200, { ...fileHeaders(file), 'Accept-Ranges': 'none' })
    for (let position = 0; ;) {
      await spool.waitPast(position, signal)
      const end = spool.sizeBytes
      if (end === position) break
      await this.#send(position, spool.read(position, end, this.#signal, position))
      position = end
    }
    await this.#unlessStalled((stalled) => reply.end(stalled))
    return true
  }

  async #send(start: number, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    const { coverage, onSent, reply } = this.#delivery
    let position = start
    this.#signal.throwIfAborted()
    for await (const chunk of chunks) {
      this.#signal.throwIfAborted()
      const ready = reply.write(chunk)
      coverage.add(position, position + chunk.length)
      position += chunk.length
      onSent(chunk.length)
      collectAfterSending(chunk.length)
      if (!ready) await this.#unlessStalled((signal) => reply.drained(signal))
    }
  }

  /** Waits for the client, unless it disconnects or reads nothing for too long. */
  async #unlessStalled(wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const timer = setTimeout(() => this.#stall.abort(), this.#delivery.limits.stallMs)
    try {
      await wait(this.#signal)
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The same chunks, once the first of them is there. */
async function begun<Chunk>(chunks: AsyncIterable<Chunk>): Promise<AsyncIterable<Chunk>> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* all() {
    try {
      for (let next = first; next.done !== true; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return all()
}
