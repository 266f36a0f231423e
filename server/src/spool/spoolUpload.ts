import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { linkedAbort, type LinkedAbort } from '../concurrency/linkedAbort.ts'
import { retrying } from './retrying.ts'
import type { ETag, ObjectStore, PartialUpload, UploadPart } from './objectStore.ts'
import type { Spool } from './spool.ts'

/** A file up to this size is one request. S3 takes 10,000 parts: 80 GB. */
export const partBytes = 8 * 1024 ** 2

/** How long bytes may arrive after their request was given up. */
const lateMs = 500

/** Parts on their way at once: so the next one does not wait for the reply to the last. */
const partsAtOnce = 2

export interface SpoolUploadOptions {
  readonly objects: ObjectStore
  readonly key: string
  readonly spool: Spool
  /** Ends it, with what was sent. */
  readonly signal: AbortSignal
  /** Nothing is sent before: what would be left behind could not be found. */
  readonly marked: Promise<void>
  /** Called with what is tried again. */
  readonly onFailed: (error: unknown) => void
  /** Called before the first part is sent: whatever becomes of us, others can drop the parts. */
  readonly onBegun: (upload: PartialUpload) => Promise<void>
}

/**
 * Sends a spool to an object store while it grows. Parts are read from the disk, and read again when
 * they have to be sent again: memory does not depend on the size, and a store that is out of reach for
 * a while costs nothing but time.
 */
export class SpoolUpload {
  readonly #options: SpoolUploadOptions
  readonly #stop: LinkedAbort
  /** Resolves once all of it is there; rejects with the spool's error or the signal's reason. */
  readonly done: Promise<ETag>

  constructor(options: SpoolUploadOptions) {
    this.#options = options
    this.#stop = linkedAbort(options.signal)
    void this.#stopWithSpool()
    this.done = this.#send().finally(() => this.#stop.unlink())
    // Its run may fail before anything waits for it.
    this.done.catch(() => {})
  }

  /** A run that fails closes its spool: what reads it has to end. */
  async #stopWithSpool(): Promise<void> {
    const { signal, spool } = this.#options
    await spool.waitForEnd(signal)
    if (spool.error) this.#stop.abort(spool.error)
  }

  #retrying<Value>(attempt: () => Promise<Value>, signal = this.#stop.signal): Promise<Value> {
    return retrying(attempt, signal, this.#options.onFailed)
  }

  async #send(): Promise<ETag> {
    const { marked, spool } = this.#options
    const { signal } = this.#stop
    await marked
    await spool.waitPast(partBytes, signal)
    if (spool.sizeBytes <= partBytes) {
      return this.#sendWhole()
    }
    for (;;) {
      const etag = await this.#sendParts()
      if (etag !== null) return etag
    }
  }

  async #sendWhole(): Promise<ETag> {
    const { key, objects, spool } = this.#options
    const { signal } = this.#stop
    const whole = this.#part(1, 0, spool.sizeBytes)
    try {
      return await this.#retrying(() => objects.putFile(key, whole, signal))
    } catch (error) {
      // Only then is it of use to delete the file.
      await sleep(lateMs, undefined, { ref: false })
      throw error
    }
  }

  /** Null when the store has dropped the upload: another node took us for dead. */
  async #sendParts(): Promise<ETag | null> {
    const { key, objects, onBegun, spool } = this.#options
    const { signal } = this.#stop
    const upload = await this.#retrying(() => objects.beginUpload(key))
    try {
      await this.#retrying(() => onBegun(upload))
      const etags = await this.#partsOf(upload)
      if (etags === null) return null
      return await this.#retrying(async () => {
        const etag = await objects.completeUpload(upload, etags, signal)
        if (etag !== null) return etag
        // The reply to an earlier attempt may have been lost.
        const object = await objects.head(key)
        return object?.sizeBytes === spool.sizeBytes ? object.etag : null
      })
    } catch (error) {
      await this.#abort(upload)
      throw error
    }
  }

  /** Twice: a part that was on its way may arrive after the first time. */
  async #abort(upload: PartialUpload): Promise<void> {
    const { objects } = this.#options
    await objects.abortUpload(upload).catch(() => {})
    await sleep(lateMs, undefined, { ref: false })
    await objects.abortUpload(upload).catch(() => {})
  }

  async #partsOf(upload: PartialUpload): Promise<ETag[] | null> {
    const { objects, spool } = this.#options
    const etags: ETag[] = []
    const stop = linkedAbort(this.#stop.signal)
    const state = { isLost: false, next: 1 }
    const sendInTurn = async () => {
      while (!state.isLost) {
        const number = state.next
        state.next += 1
        const start = (number - 1) * partBytes
        // The last part is the only one that may be smaller.
        await spool.waitPast(start + partBytes - 1, stop.signal)
        const sizeBytes = Math.min(partBytes, spool.sizeBytes - start)
        if (sizeBytes <= 0) return
        const part = this.#part(number, start, sizeBytes)
        const sending = () => objects.putPart(upload, part, stop.signal)
        const etag = await this.#retrying(sending, stop.signal)
        if (etag === null) state.isLost = true
        else etags[number - 1] = etag
      }
    }
    try {
      await Promise.all(Array.from({ length: partsAtOnce }, sendInTurn))
    } finally {
      stop.abort(undefined)
      stop.unlink()
    }
    return state.isLost ? null : etags
  }

  #part(number: number, start: number, sizeBytes: number): UploadPart {
    const { spool } = this.#options
    return {
      number,
      sizeBytes,
      open() {
        const bytes = spool.read(start, start + sizeBytes)
        // A spool that is closed while it is read ends the request, whose sender handles that.
        return Readable.from(bytes, { objectMode: false }).on('error', () => {})
      },
    }
  }
}
