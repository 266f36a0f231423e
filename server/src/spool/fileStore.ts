import type { Logger } from 'pino'
import { AppError } from '../appError.ts'
import type { SealKey } from '../tickets/seal.ts'
import { FileUpload } from './fileUpload.ts'
import { FileSweeper, type SweepTimes } from './fileSweeper.ts'
import {
  entryOf,
  keyOf,
  keysOfKept,
  readOfViewer,
  viewerPrefix,
  viewerTagOf,
  type KeptEntry,
} from './storeKeys.ts'
import { retrying } from './retrying.ts'
import { openManifest, sealManifest, type Manifest } from './manifest.ts'
import type { ObjectStore } from './objectStore.ts'
import type { Spool } from './spool.ts'
import { StoredFile } from './storedFile.ts'

/** A finished file of any node. */
export interface KeptFile {
  readonly manifest: Manifest
  readonly file: StoredFile
}

/** What hears of files that are over. */
export interface FileListener {
  /** How long a file can still be found after its time, by a ticket that was issued before. */
  readonly ticketMs: number
  /** How long a download may take. */
  readonly readMs: number
  /**
   * Called for a file that can be found although its time is over, on each node. Returns whether that
   * has been ended, with `expire`; if not, it is called again.
   */
  readonly onExpired: (kept: KeptFile) => Promise<boolean>
  /** Called for a file that is whole, whose node has died before all others could know that. */
  readonly onAbandoned: (kept: KeptFile) => Promise<void>
}

export interface FileStoreOptions {
  readonly objects: ObjectStore
  /** Signs manifests: the same on all nodes, and after a restart. */
  readonly key: SealKey
  readonly logger: Pick<Logger, 'info' | 'warn'>
  readonly times?: Partial<SweepTimes>
}

/** How long a store that was there a moment ago is taken to be there. */
const checkedMs = 5_000

/**
 * The finished files of all nodes, in an object store. Each is kept until its manifest says so, and is
 * deleted by whichever node comes first. While a file is being sent it has a mark: when its node dies,
 * another one drops what is there of it.
 *
 * Methods reject with an AppError `store-unavailable` when the store cannot be reached.
 */
export class FileStore {
  readonly #objects: ObjectStore
  readonly #key: SealKey
  readonly #logger: Pick<Logger, 'info' | 'warn'>
  readonly #sweeper: FileSweeper
  readonly #times: Partial<SweepTimes>
  readonly #uploads = new Set<FileUpload>()
  readonly #closing = new AbortController()
  #listener: FileListener | null = null
  #isDown = false
  #checkedMs = -Infinity

  constructor({ objects, key, logger, times = {} }: FileStoreOptions) {
    this.#objects = objects
    this.#key = key
    this.#logger = logger
    this.#times = times
    this.#sweeper = new FileSweeper(objects, {
      times,
      onFailed: (error) => this.#failed(error),
      ends: () => ({
        ticketMs: this.#listener?.ticketMs ?? 0,
        readMs: this.#listener?.readMs ?? 0,
        expire: (exportId) => this.#expired(exportId),
        abandon: (exportId) => this.#abandoned(exportId),
      }),
    })
  }

  get name(): string {
    return this.#objects.name
  }

  /** Resolves if files can be kept at this moment. */
  async check(): Promise<void> {
    if (performance.now() - this.#checkedMs < checkedMs) return
    await this.#heard(() => this.#objects.check())
  }

  /** There is one listener. */
  listen(listener: FileListener): void {
    this.#listener = listener
  }

  /** Sends the file of a run while it grows. */
  send(exportId: string, spool: Spool, signal: AbortSignal): FileUpload {
    const upload = new FileUpload({
      exportId,
      objects: this.#objects,
      signal,
      spool,
      seal: (manifest) => sealManifest(manifest, this.#key),
      entryOf: (manifest) => entryOf(manifest, this.#key),
      times: this.#times,
      onFailed: (error) => this.#failed(error),
      onEnded: () => this.#uploads.delete(upload),
    })
    this.#uploads.add(upload)
    return upload
  }

  /**
   * Null if none is kept, or no longer.
   *
   * @param lateMs for a ticket that was good when its time was over
   */
  async find(exportId: string, lateMs = 0): Promise<KeptFile | null> {
    const kept = await this.#keptFile(exportId)
    const isOver = kept !== null && kept.manifest.expiresAtMs + lateMs <= Date.now()
    return isOver ? null : kept
  }

  fileOf({ etag, record, result }: Manifest): StoredFile {
    const { sizeBytes } = result
    return new StoredFile({
      objects: this.#objects,
      key: keyOf.file(record.exportId),
      etag,
      sizeBytes,
    })
  }

  /** The files of a viewer that are kept, the oldest first. */
  async listOf(viewerId: string): Promise<KeptEntry[]> {
    const entries: KeptEntry[] = []
    const prefix = viewerPrefix(viewerTagOf(viewerId, this.#key))
    for await (const keys of this.#objects.list(prefix)) {
      for (const entry of keys.map(readOfViewer)) if (entry) entries.push(entry)
    }
    return entries.filter(({ expiresAtMs }) => expiresAtMs > Date.now())
  }

  /** The file can be found no more once this resolves. If the store fails then, the rest goes later. */
  async delete(manifest: Manifest): Promise<void> {
    await this.expire(manifest)
    const entry = entryOf(manifest, this.#key)
    const [, ...others] = keysOfKept(entry)
    const keys = [...others, keyOf.mark(entry.exportId)]
    try {
      await this.#deleteAll(keys)
    } catch {
      // Its viewer was told that it is gone: that must not wait until its time is over.
      const deleting = retrying(
        () => this.#deleteAll(keys),
        this.#closing.signal,
        () => {},
      )
      deleting.catch(() => {})
    }
  }

  async #deleteAll(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#heard(() => this.#objects.delete(key))
  }

  /** The file can be found no more once this resolves; it is deleted later, because some may read it. */
  async expire({ record }: Manifest): Promise<void> {
    await this.#heard(() => this.#objects.delete(keyOf.manifest(record.exportId)))
  }

  /** Ends what is on its way, and drops it, unless the store is out of reach: then another node does. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#sweeper.close()
    await Promise.all([...this.#uploads].map((upload) => upload.close()))
    this.#objects.close()
  }

  async #expired(exportId: string): Promise<boolean> {
    const kept = await this.#keptFile(exportId)
    if (!kept) return true
    if (this.#listener) return this.#listener.onExpired(kept)
    await this.expire(kept.manifest)
    return true
  }

  async #abandoned(exportId: string): Promise<void> {
    const kept = await this.#keptFile(exportId)
    if (kept) await this.#listener?.onAbandoned(kept)
  }

  /** Whether its time is over or not. */
  async #keptFile(exportId: string): Promise<KeptFile | null> {
    const text = await this.#heard(() => this.#objects.get(keyOf.manifest(exportId)))
    const manifest = text === null ? null : this.#opened(text, exportId)
    return manifest && { manifest, file: this.fileOf(manifest) }
  }

  /** Null for one of another secret: its file is of no use to us. */
  #opened(text: string, exportId: string): Manifest | null {
    try {
      return openManifest(text, exportId, this.#key)
    } catch (cause) {
      this.#logger.warn({ err: cause, exportId }, 'a manifest cannot be used')
      return null
    }
  }

  /** Logs when the store goes, and when it is back. */
  async #heard<Value>(ask: () => Promise<Value>): Promise<Value> {
    try {
      const value = await ask()
      this.#checkedMs = performance.now()
      if (this.#isDown) this.#logger.info(`${this.name} can be reached again`)
      this.#isDown = false
      return value
    } catch (error) {
      this.#failed(error)
      throw error
    }
  }

  #failed(error: unknown): void {
    this.#checkedMs = -Infinity
    const isNews = error instanceof AppError && error.code === 'store-unavailable'
    if (isNews && !this.#isDown) {
      this.#isDown = true
      this.#logger.warn({ err: error }, 'the store for prepared files cannot be reached')
    }
  }
}
