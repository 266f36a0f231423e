import { setImmediate } from 'node:timers/promises'
import type { AppError } from '../appError.ts'
import { linkedAbort, type LinkedAbort } from '../concurrency/linkedAbort.ts'
import { draining } from '../exportErrors.ts'
import type { SweepTimes } from './fileSweeper.ts'
import type { Manifest, UnsentManifest } from './manifest.ts'
import type { ObjectStore, PartialUpload } from './objectStore.ts'
import { retrying } from './retrying.ts'
import type { Spool } from './spool.ts'
import { SpoolUpload } from './spoolUpload.ts'
import { keyOf } from './storeKeys.ts'

export interface FileUploadOptions {
  readonly exportId: string
  readonly objects: ObjectStore
  readonly spool: Spool
  readonly signal: AbortSignal
  readonly seal: (manifest: Manifest) => string
  readonly times: Partial<SweepTimes>
  /** Called with what is tried again. */
  readonly onFailed: (error: unknown) => void
  /** There is no more to do: the file is there, or all of it is dropped. */
  readonly onEnded: () => void
}

/** A mark is renewed this often, so that it never looks like that of a dead node. */
const beatMs = 20_000

/** The file of one run on its way to the store. */
export class FileUpload {
  readonly #options: FileUploadOptions
  readonly #upload: SpoolUpload
  readonly #marked: Promise<void>
  readonly #heartbeat: NodeJS.Timeout
  readonly #stop: LinkedAbort
  #partial: PartialUpload | null = null
  #beat = 0
  #lastMark: Promise<unknown> = Promise.resolve()
  #tidied: Promise<void> = Promise.resolve()

  constructor(options: FileUploadOptions) {
    const { exportId, objects, spool, times } = options
    this.#options = options
    this.#stop = linkedAbort(options.signal)
    const { signal } = this.#stop
    this.#marked = retrying(() => this.#mark(), signal, options.onFailed)
    this.#marked.catch(() => {})
    this.#heartbeat = setInterval(
      () => void this.#mark().catch(() => {}),
      times.beatMs ?? beatMs,
    ).unref()
    this.#upload = new SpoolUpload({
      objects,
      key: keyOf.file(exportId),
      spool,
      signal,
      marked: this.#marked,
      onFailed: options.onFailed,
      onBegun: async (partial) => {
        this.#partial = partial
        await this.#mark()
      },
    })
    this.#upload.done.catch(() => this.#tidy(() => this.#giveUp()))
  }

  /**
   * Resolves once any node can find the file.
   *
   * @throws AppError the reason of the signal, or why the run failed
   */
  async finish(manifest: UnsentManifest): Promise<Manifest> {
    try {
      return await this.#finish(manifest)
    } catch (error) {
      this.#tidy(() => this.#giveUp(manifest.expiresAtMs))
      throw error
    }
  }

  /** Ends it, and resolves when what was sent is dropped, or cannot be. */
  async close(): Promise<void> {
    this.stop(draining())
    await this.#upload.done.catch(() => {})
    // What waits for it, too, has its turn first.
    await setImmediate()
    await this.#tidied
  }

  #tidy(tidy: () => Promise<void>): void {
    this.#tidied = this.#tidied
      .then(tidy)
      // The mark stays, and another look finds it.
      .catch(() => {})
      .then(() => this.#options.onEnded())
  }

  async #finish(manifest: UnsentManifest): Promise<Manifest> {
    const { exportId, objects, onFailed, seal } = this.#options
    const { signal } = this.#stop
    await this.#marked
    // Beside the last part: its own failure is thrown below.
    const expiry = retrying(
      () => objects.put(keyOf.expiry(manifest.expiresAtMs, exportId), exportId),
      signal,
      onFailed,
    )
    expiry.catch(() => {})
    const etag = await this.#upload.done
    await expiry
    const whole = { ...manifest, etag }
    await retrying(() => objects.put(keyOf.manifest(exportId), seal(whole)), signal, onFailed)
    this.#tidy(() => this.#unmark())
    return whole
  }

  /** Ends it, and drops what was sent. */
  stop(reason: AppError): void {
    this.#stop.abort(reason)
  }

  /** The run has ended without a file, or its file is not wanted any more. */
  async #giveUp(expiresAtMs?: number): Promise<void> {
    const { exportId, objects } = this.#options
    clearInterval(this.#heartbeat)
    // Its reply may have been lost.
    if (expiresAtMs !== undefined) await objects.delete(keyOf.manifest(exportId))
    await objects.delete(keyOf.file(exportId))
    if (expiresAtMs !== undefined) await objects.delete(keyOf.expiry(expiresAtMs, exportId))
    await this.#unmark()
  }

  async #unmark(): Promise<void> {
    const { exportId, objects } = this.#options
    this.#stop.unlink()
    clearInterval(this.#heartbeat)
    // A mark that is on its way would come back.
    await this.#lastMark.catch(() => {})
    await objects.delete(keyOf.mark(exportId))
  }

  #mark(): Promise<void> {
    const { exportId, objects } = this.#options
    this.#beat += 1
    const mark = { beat: this.#beat, uploadId: this.#partial?.uploadId ?? null }
    const marking = objects.put(keyOf.mark(exportId), JSON.stringify(mark))
    this.#lastMark = marking
    return marking
  }
}
