import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { AppError } from '../appError.ts'
import { abortError, linkedAbort, type LinkedAbort } from '../concurrency/linkedAbort.ts'
import { draining } from '../exportErrors.ts'
import { defaultDeadMs, type SweepTimes } from './fileSweeper.ts'
import type { Manifest, UnsentManifest } from './manifest.ts'
import type { ObjectStore, PartialUpload } from './objectStore.ts'
import { retrying } from './retrying.ts'
import type { Spool } from './spool.ts'
import { SpoolUpload } from './spoolUpload.ts'
import { keyOf, keysOfKept, type KeptEntry } from './storeKeys.ts'

export interface FileUploadOptions {
  readonly exportId: string
  readonly objects: ObjectStore
  readonly spool: Spool
  readonly signal: AbortSignal
  readonly seal: (manifest: Manifest) => string
  readonly entryOf: (manifest: UnsentManifest) => KeptEntry
  readonly times: Partial<SweepTimes>
  /** Called with what is tried again. */
  readonly onFailed: (error: unknown) => void
  /** There is no more to do: the file is there, or all of it is dropped. */
  readonly onEnded: () => void
}

/** A mark is renewed this often, so that it never looks like that of a dead node. */
const beatMs = 20_000

/** See `SweepTimes`. A node that dies sooner may leave a file that is shown as failed. */
const toldMs = 5_000

/** The file of one run on its way to the store. */
export class FileUpload {
  readonly #options: FileUploadOptions
  #upload: SpoolUpload
  readonly #marked: Promise<void>
  readonly #heartbeat: NodeJS.Timeout
  readonly #stop: LinkedAbort
  #partial: PartialUpload | null = null
  #beat = 0
  /** When the latest mark that has arrived was sent, on the monotonic clock. */
  #markedAtMs = performance.now()
  /** Whether it has been silent for so long that another node may have taken us for dead. */
  #wasSilent = false
  #lastMark: Promise<unknown> = Promise.resolve()
  #listed: Promise<unknown> = Promise.resolve()
  #finishing: Promise<unknown> = Promise.resolve()
  #tidied: Promise<void> = Promise.resolve()

  constructor(options: FileUploadOptions) {
    this.#options = options
    this.#stop = linkedAbort(options.signal)
    const { signal } = this.#stop
    this.#marked = retrying(() => this.#mark(), signal, options.onFailed)
    this.#marked.catch(() => {})
    this.#heartbeat = setInterval(
      () => void this.#mark().catch(() => {}),
      options.times.beatMs ?? beatMs,
    ).unref()
    this.#upload = this.#begin()
    this.#upload.done.catch(() => this.#tidy(() => this.#giveUp()))
  }

  #begin(): SpoolUpload {
    const { exportId, objects, onFailed, spool } = this.#options
    return new SpoolUpload({
      objects,
      key: keyOf.file(exportId),
      spool,
      signal: this.#stop.signal,
      marked: this.#marked,
      onFailed,
      onBegun: async (partial) => {
        this.#partial = partial
        await this.#mark()
      },
    })
  }

  /**
   * Resolves once any node can find the file.
   *
   * @throws AppError the reason of the signal, or why the run failed
   */
  async finish(manifest: UnsentManifest): Promise<Manifest> {
    const finishing = this.#finish(manifest)
    this.#finishing = finishing
    try {
      return await finishing
    } catch (error) {
      this.#tidy(() => this.#giveUp(this.#options.entryOf(manifest)))
      throw error
    }
  }

  /** Ends it, and resolves when what was sent is dropped, or cannot be. */
  async close(): Promise<void> {
    this.stop(draining())
    await this.#upload.done.catch(() => {})
    await this.#finishing.catch(() => {})
    // What waits for it, too, has its turn first.
    await setImmediate()
    await this.#tidied
  }

  #tidy(tidy: () => Promise<void>): void {
    const tidied = this.#tidied
      .then(tidy)
      // The mark stays, and another look finds it.
      .catch(() => {})
      .then(() => {
        // Unless there is more by now.
        if (this.#tidied === tidied) this.#options.onEnded()
      })
    this.#tidied = tidied
  }

  async #finish(manifest: UnsentManifest): Promise<Manifest> {
    const { entryOf, onFailed, times } = this.#options
    const { signal } = this.#stop
    await this.#marked
    for (;;) {
      // Beside the last part: its own failure is thrown below.
      const listed = retrying(() => this.#list(entryOf(manifest)), signal, onFailed)
      listed.catch(() => {})
      this.#listed = listed
      const etag = await this.#upload.done
      await listed
      const whole = { ...manifest, etag }
      if (await retrying(() => this.#publish(whole), signal, onFailed)) {
        // It was stopped while the manifest was on its way.
        if (signal.aborted) throw abortError(signal)
        this.#tidy(async () => {
          await sleep(times.toldMs ?? toldMs, undefined, { signal, ref: false }).catch(() => {})
          await this.#unmark()
        })
        return whole
      }
      this.#upload = this.#begin()
    }
  }

  async #list(entry: KeptEntry): Promise<void> {
    const { exportId, objects } = this.#options
    await objects.put(keyOf.expiry(entry), exportId)
    await objects.put(keyOf.ofViewer(entry), exportId)
  }

  /**
   * Says that the file is there: not after a time in which another node may have taken us for dead
   * and dropped it. Returns whether it still was.
   */
  async #publish(manifest: Manifest): Promise<boolean> {
    const { exportId, objects, seal, times } = this.#options
    const deadMs = times.deadMs ?? defaultDeadMs
    if (this.#wasSilent || performance.now() - this.#markedAtMs > deadMs / 2) {
      await this.#mark()
      this.#wasSilent = false
      // A node that has begun to drop it is done by then: it takes four quick requests.
      await sleep(deadMs / 10, undefined, { signal: this.#stop.signal })
      const object = await objects.head(keyOf.file(exportId))
      if (object?.etag !== manifest.etag) return false
    }
    await objects.put(keyOf.manifest(exportId), seal(manifest))
    return true
  }

  /** Ends it, and drops what was sent. */
  stop(reason: AppError): void {
    this.#stop.abort(reason)
  }

  /** The run has ended without a file, or its file is not wanted any more. */
  async #giveUp(entry?: KeptEntry): Promise<void> {
    const { objects } = this.#options
    clearInterval(this.#heartbeat)
    // What is on its way would come back.
    await this.#listed.catch(() => {})
    // The manifest, too: its reply may have been lost. Without a whole file there are only parts, which
    // the upload drops; and if the ticket has been claimed again, the file of that run may be there.
    for (const key of entry ? keysOfKept(entry) : []) await objects.delete(key)
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
    const marking = this.#putMark()
    this.#lastMark = marking
    return marking
  }

  async #putMark(): Promise<void> {
    const { exportId, objects, times } = this.#options
    this.#beat += 1
    const mark = { beat: this.#beat, uploadId: this.#partial?.uploadId ?? null }
    const sentAtMs = performance.now()
    await objects.put(keyOf.mark(exportId), JSON.stringify(mark))
    const deadMs = times.deadMs ?? defaultDeadMs
    this.#wasSilent ||= sentAtMs - this.#markedAtMs > deadMs / 2
    this.#markedAtMs = sentAtMs
  }
}
