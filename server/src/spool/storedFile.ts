import { addAbortSignal, type Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../appError.ts'
import { cancelled } from '../exportErrors.ts'
import type { ExportFile } from './exportFile.ts'
import type { ETag, ObjectStore } from './objectStore.ts'

export interface StoredFileOptions {
  readonly objects: ObjectStore
  readonly key: string
  readonly etag: ETag
  readonly sizeBytes: number
}

/** Times in a row that a read is tried again without a byte in between. */
const failuresMax = 6
const firstPauseMs = 200

/** A finished file in an object store, which any node can read. */
export class StoredFile implements ExportFile {
  readonly #options: StoredFileOptions
  readonly complete = true
  readonly error = null
  readonly #closing = new AbortController()

  constructor(options: StoredFileOptions) {
    this.#options = options
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
   * Goes on where it was when the store drops the connection, as it does when a slow client lets it
   * wait for long.
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
    for (let failures = 0; position < end;) {
      try {
        const body = await this.#open({ start: position, end }, signal)
        for await (const chunk of addAbortSignal(signal, body) as AsyncIterable<
          Uint8Array<ArrayBuffer>
        >) {
          const part = chunk.subarray(0, end - position)
          position += part.length
          failures = 0
          yield part
          if (position === end) break
        }
        if (position < end) throw new Error('The store has ended its reply early.')
      } catch (error) {
        failures += 1
        const isFinal = error instanceof AppError && error.code === 'file-gone'
        if (isFinal || signal.aborted || failures > failuresMax || position === start) throw error
        await sleep(firstPauseMs * 2 ** failures, undefined, { signal })
      }
    }
  }

  async #open(range: { start: number; end: number }, signal: AbortSignal): Promise<Readable> {
    const { etag, key, objects } = this.#options
    const body = await objects.read(key, range, etag, signal)
    if (!body) throw new AppError('file-gone', 'The file is no longer kept. Export it again.')
    return body as Readable
  }
}
