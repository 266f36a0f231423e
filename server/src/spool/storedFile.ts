import { addAbortSignal, type Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../appError.ts'
import { abortError, linkedAbort } from '../concurrency/linkedAbort.ts'
import { cancelled } from '../exportErrors.ts'
import type { ExportFile } from './exportFile.ts'
import { filesUnavailable } from './filesUnavailable.ts'
import type { ByteRange, ETag, ObjectStore } from './objectStore.ts'

export interface StoredFileOptions {
  readonly objects: ObjectStore
  readonly key: string
  readonly etag: ETag
  readonly sizeBytes: number
  readonly times?: Partial<ReadTimes>
}

/** In milliseconds. */
export interface ReadTimes {
  /** How long the store may take to the first byte: a viewer waits for it. */
  readonly firstMsMax: number
  /** The same for each of the bytes after it, before they are asked for again. */
  readonly nextMsMax: number
  /** A reader may get no byte for so long, with what is tried again. */
  readonly silentMsMax: number
}

const defaultTimes: ReadTimes = { firstMsMax: 1_800, nextMsMax: 4_000, silentMsMax: 10_000 }

const firstPauseMs = 200
const pauseMsMax = 2_000

/** A finished file in an object store, which any node can read. */
export class StoredFile implements ExportFile {
  readonly #options: StoredFileOptions
  readonly #times: ReadTimes
  readonly complete = true
  readonly error = null
  readonly #closing = new AbortController()

  constructor(options: StoredFileOptions) {
    this.#options = options
    this.#times = { ...defaultTimes, ...options.times }
  }

  get sizeBytes(): number {
    return this.#options.sizeBytes
  }

  get closed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Whatever is reading it ends. */
  close(): void {
    this.#closing.abort(cancelled('export'))
  }

  async waitPast(): Promise<void> {}

  async waitForEnd(): Promise<void> {}

  /**
   * Goes on where it was when the store drops the connection or sends nothing, as it does when a slow
   * client lets it wait for long.
   *
   * @throws AppError `store-unavailable` when the store cannot be reached; `file-gone` when the object
   *   was deleted or replaced
   */
  async *read(
    start: number,
    end: number,
    leaving: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const signal = AbortSignal.any([leaving, this.#closing.signal])
    let position = start
    let heardAtMs = performance.now()
    for (let pauseMs = firstPauseMs; position < end; pauseMs = Math.min(pauseMsMax, pauseMs * 2)) {
      try {
        for await (const chunk of this.#chunks(
          { start: position, end },
          position > start,
          signal,
        )) {
          const part = chunk.subarray(0, end - position)
          position += part.length
          pauseMs = firstPauseMs
          yield part
          heardAtMs = performance.now()
          if (position === end) return
        }
        throw new Error('The store has ended its reply early.')
      } catch (error) {
        const isTooLong = performance.now() - heardAtMs > this.#times.silentMsMax
        const isFinal = error instanceof AppError && error.code === 'file-gone'
        if (signal.aborted) throw abortError(signal)
        if (isFinal) throw error
        if (isTooLong || position === start) throw this.#unavailable(error)
        await sleep(pauseMs, undefined, { signal }).catch(() => {
          throw abortError(signal)
        })
      }
    }
  }

  /** The chunks of one reply, each of which has to come in time. */
  async *#chunks(
    range: ByteRange,
    hasBegun: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { firstMsMax, nextMsMax } = this.#times
    const stop = linkedAbort(signal)
    const giveUp = () => stop.abort(new Error('The store sends nothing.'))
    let timer = setTimeout(giveUp, hasBegun ? nextMsMax : firstMsMax)
    try {
      const body = addAbortSignal(stop.signal, await this.#open(range, stop.signal))
      for await (const chunk of body as AsyncIterable<Uint8Array<ArrayBuffer>>) {
        // A client may take its time.
        clearTimeout(timer)
        yield chunk
        timer = setTimeout(giveUp, nextMsMax)
      }
    } finally {
      clearTimeout(timer)
      stop.unlink()
    }
  }

  async #open(range: ByteRange, signal: AbortSignal): Promise<Readable> {
    const { etag, key, objects } = this.#options
    const body = await objects.read(key, range, etag, signal)
    if (!body) throw new AppError('file-gone', 'The file is no longer kept. Export it again.')
    return body as Readable
  }

  #unavailable(error: unknown): AppError {
    const isKnown = error instanceof AppError && error.code === 'store-unavailable'
    return isKnown ? error : filesUnavailable(this.#options.objects.name, String(error))
  }
}
