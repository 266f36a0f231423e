import { randomUUID } from 'node:crypto'
import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../appError.ts'
import { cancelled, spoolFull } from '../exportErrors.ts'
import type { ExportFile } from './exportFile.ts'

/** What one reader holds in memory, besides the chunk that is read next and the kernel's socket buffer. */
const chunkBytes = 64 * 1024
/**
 * The same for one that has taken more than socket buffers hold, and so is not a slow one: with a
 * quarter of the turns of the event loop, a file takes half the CPU time.
 */
const longChunkBytes = 256 * 1024
const longChunksFrom = 8 * 1024 * 1024

/**
 * The file that a run writes and deliveries read. It is unlinked as soon as it is open: it has no
 * name, nothing else can open it, and it is gone when the process is, however that ends.
 *
 * The worker thread writes through the same file descriptor and reports how far it is. The spool must
 * not be closed before that worker has let go of it, because the number would be used again.
 */
export class Spool implements ExportFile {
  readonly #file: FileHandle
  readonly #onClosed: () => void
  readonly #waiting = new Set<() => void>()
  #sizeBytes = 0
  #complete = false
  #error: AppError | null = null
  #closing: Promise<void> | null = null

  private constructor(file: FileHandle, onClosed: () => void) {
    this.#file = file
    this.#onClosed = onClosed
  }

  /** @throws AppError `spool-full` when the directory has no space left or cannot be written. */
  static async create(directory: string, onClosed: () => void = () => {}): Promise<Spool> {
    try {
      await mkdir(directory, { recursive: true })
      const path = join(directory, `coatcheck-${randomUUID()}.spool`)
      const file = await open(path, 'wx+', 0o600)
      await unlink(path)
      return new Spool(file, onClosed)
    } catch (cause) {
      throw spoolFull(cause)
    }
  }

  /** For the worker that writes; see the class about closing. */
  get fileDescriptor(): number {
    return this.#file.fd
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get complete(): boolean {
    return this.#complete
  }

  get error(): AppError | null {
    return this.#error
  }

  get closed(): boolean {
    return this.#closing !== null
  }

  grow(sizeBytes: number): void {
    this.#sizeBytes = sizeBytes
    this.#wake()
  }

  finish(): void {
    this.#complete = true
    this.#wake()
  }

  fail(error: AppError): void {
    // Only the first reason counts.
    if (this.#complete || this.#error) return
    this.#error = error
    this.#wake()
  }

  async waitPast(position: number, signal: AbortSignal): Promise<void> {
    while (this.#sizeBytes <= position && !this.#complete) {
      if (this.#error) throw this.#error
      signal.throwIfAborted()
      await this.#change(signal)
    }
    // A file that will never be whole must not be sent to its last written byte.
    if (this.#error) throw this.#error
  }

  async waitForEnd(signal: AbortSignal): Promise<void> {
    while (!this.#complete && !this.#error && !signal.aborted) await this.#change(signal)
  }

  async *read(
    start: number,
    end: number,
    _signal?: AbortSignal,
    readBefore = 0,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let position = start
    const next = () =>
      position < end ? this.#readAt(position, end, readBefore + position - start) : null
    let reading = next()
    while (reading) {
      const chunk = await reading
      position += chunk.length
      // While the reader sends this one.
      reading = next()
      // A reader may leave before it has this.
      reading?.catch(() => {})
      yield chunk
    }
  }

  async #readAt(
    position: number,
    end: number,
    takenBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const bytesMax = takenBytes < longChunksFrom ? chunkBytes : longChunkBytes
    // A new buffer for each chunk, because a socket keeps it until the kernel has it.
    const buffer = Buffer.allocUnsafe(Math.min(bytesMax, end - position))
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, position)
    if (bytesRead === 0) throw new AppError('internal', 'The spool ended early.')
    return buffer.subarray(0, bytesRead)
  }

  close(): Promise<void> {
    this.fail(cancelled('export'))
    if (this.#closing) return this.#closing
    this.#onClosed()
    this.#closing = this.#file.close()
    return this.#closing
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiting.add(done)
      signal.addEventListener('abort', done)
    })
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done()
  }
}
