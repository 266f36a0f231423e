import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { parseJson } from '../parseJson.ts'
import type { ObjectStore } from './objectStore.ts'
import {
  expiriesPrefix,
  exportIdOfMark,
  keyOf,
  keysOfKept,
  marksPrefix,
  readExpiry,
} from './storeKeys.ts'

/** In milliseconds. */
export interface SweepTimes {
  /** Between two looks. */
  readonly everyMs: number
  /** A mark that has not changed for so long is that of a dead node. */
  readonly deadMs: number
  /** What has expired is deleted so much later, or `readMs` of `FileEnds` if that is longer. */
  readonly lateMs: number
  /** How often a node that sends a file renews its mark. */
  readonly beatMs: number
  /** How long the mark stays when the file is there: by then viewers know that it is. */
  readonly toldMs: number
}

export const defaultDeadMs = 120_000

const defaultTimes = { everyMs: 60_000, deadMs: defaultDeadMs, lateMs: 90 * 60_000 }

/** What becomes of files besides that they are deleted. */
export interface FileEnds {
  /** How long a file can still be fetched after its time, by a ticket that was issued before. */
  readonly ticketMs: number
  /** How long a download that has begun by then may still read it. */
  readonly readMs: number
  /** Returns whether that is done; if not, it is called again. */
  readonly expire: (exportId: string) => Promise<boolean>
  /** The node that sent a file has died, and the file is whole. */
  readonly abandon: (exportId: string) => Promise<void>
}

const markSchema = z.object({ uploadId: z.string().nullable() })

interface SeenMark {
  readonly text: string
  readonly sinceMs: number
}

interface SweeperOptions {
  readonly times: Partial<SweepTimes>
  readonly ends: () => FileEnds
  readonly onFailed: (error: unknown) => void
}

/**
 * Deletes files that are kept no longer, and what dead nodes have left behind. Every node does it: to
 * delete an object twice does no harm.
 */
export class FileSweeper {
  readonly #objects: ObjectStore
  readonly #times: typeof defaultTimes
  readonly #closing = new AbortController()
  readonly #onFailed: (error: unknown) => void
  readonly #ends: () => FileEnds
  #marks = new Map<string, SeenMark>()
  /** Keys of expiries whose files cannot be found any more, and are deleted later. */
  #expired = new Set<string>()

  constructor(objects: ObjectStore, { ends, onFailed, times }: SweeperOptions) {
    this.#objects = objects
    this.#onFailed = onFailed
    this.#ends = ends
    this.#times = { ...defaultTimes, ...times }
    void this.#sweepOften()
  }

  close(): void {
    this.#closing.abort()
  }

  async #sweepOften(): Promise<void> {
    const { signal } = this.#closing
    const { everyMs } = this.#times
    for (;;) {
      // Not all nodes at the same moment.
      const pauseMs = everyMs * (0.5 + Math.random())
      const isOver = await sleep(pauseMs, false, { signal, ref: false }).catch(() => true)
      if (isOver) return
      await this.sweep()
    }
  }

  /** Never rejects: what fails is tried again next time. */
  async sweep(): Promise<void> {
    try {
      await this.#dropExpired()
      await this.#dropAbandoned()
    } catch (error) {
      this.#onFailed(error)
      // The beats of others may have failed, too: each mark gets its whole time once more.
      this.#marks = new Map()
    }
  }

  async #dropExpired(): Promise<void> {
    const nowMs = Date.now()
    const { expire, readMs, ticketMs } = this.#ends()
    const lateMs = Math.max(this.#times.lateMs, ticketMs + readMs)
    const expired = new Set<string>()
    for await (const keys of this.#objects.list(expiriesPrefix)) {
      for (const key of keys) {
        const entry = readExpiry(key)
        if (!entry) continue
        if (entry.expiresAtMs + ticketMs > nowMs) {
          this.#expired = expired
          return
        }
        if (this.#expired.has(key) || (await expire(entry.exportId))) expired.add(key)
        if (entry.expiresAtMs + lateMs > nowMs) continue
        for (const object of keysOfKept(entry)) await this.#objects.delete(object)
      }
    }
    this.#expired = expired
  }

  async #dropAbandoned(): Promise<void> {
    const nowMs = performance.now()
    const marks = new Map<string, SeenMark>()
    for await (const keys of this.#objects.list(marksPrefix)) {
      for (const key of keys) {
        const text = await this.#objects.get(key)
        if (text === null) continue
        const before = this.#marks.get(key)
        const seen = before?.text === text ? before : { text, sinceMs: nowMs }
        marks.set(key, seen)
        if (nowMs - seen.sinceMs >= this.#times.deadMs) await this.#drop(key, text)
      }
    }
    this.#marks = marks
  }

  async #drop(key: string, text: string): Promise<void> {
    const exportId = exportIdOfMark(key)
    if (exportId === null) return
    const uploadId = markSchema.safeParse(parseJson(text)).data?.uploadId
    if (uploadId) await this.#objects.abortUpload({ key: keyOf.file(exportId), uploadId })
    // A node may have died between the manifest and the end of its mark.
    const isWhole = (await this.#objects.get(keyOf.manifest(exportId))) !== null
    if (isWhole) await this.#ends().abandon(exportId)
    else await this.#deleteUnfinished(exportId)
    await this.#objects.delete(key)
  }

  async #deleteUnfinished(exportId: string): Promise<void> {
    await this.#objects.delete(keyOf.file(exportId))
    // It may have been listed already. Nodes die seldom enough to look through all of them.
    for await (const keys of this.#objects.list(expiriesPrefix)) {
      for (const entry of keys.map(readExpiry)) {
        if (entry?.exportId !== exportId) continue
        await this.#objects.delete(keyOf.ofViewer(entry))
        await this.#objects.delete(keyOf.expiry(entry))
        return
      }
    }
  }
}
