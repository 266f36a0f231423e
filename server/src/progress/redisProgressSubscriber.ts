import type { ExportProgress } from '@coatcheck/shared'
import { LatestProgress } from './latestProgress.ts'
import { isOpen } from './underWay.ts'

/** Exports of which the last JSON is remembered; those that have not ended always are. */
const knownMax = 200

/** One subscriber to a viewer's exports: merges publications with lists. */
export class RedisProgressSubscriber {
  readonly viewerId: string
  readonly #latest = new LatestProgress()
  /** By export: the last JSON it got, since a list may repeat what was published. */
  readonly #known = new Map<string, string>()
  /** Exports that had not ended when it last heard of them. */
  readonly #open = new Set<string>()
  /** For each list that is under way: the exports that were published since it was asked for. */
  readonly #listings = new Set<Set<string>>()

  constructor(viewerId: string) {
    this.viewerId = viewerId
  }

  read(signal: AbortSignal): AsyncGenerator<ExportProgress, void, undefined> {
    return this.#latest.read(signal)
  }

  /** Gets what a node has published. */
  receive(progress: ExportProgress): void {
    for (const published of this.#listings) published.add(progress.exportId)
    this.#add(progress)
  }

  /** Catches up with everything that may have been missed. */
  catchUp(list: () => Promise<ExportProgress[]>): Promise<void> {
    return this.#merge(list, () => true)
  }

  /** Catches up with what no node publishes: the ends of exports whose node has died. */
  async catchUpWithLost(list: () => Promise<ExportProgress[]>): Promise<void> {
    if (this.#open.size === 0) return
    await this.#merge(list, (progress) => this.#open.has(progress.exportId) && !isOpen(progress))
  }

  /** Lists and publications are not in step: what was published in the meantime is newer. */
  async #merge(
    list: () => Promise<ExportProgress[]>,
    isNews: (progress: ExportProgress) => boolean,
  ): Promise<void> {
    const published = new Set<string>()
    this.#listings.add(published)
    try {
      for (const progress of await list()) {
        if (!published.has(progress.exportId) && isNews(progress)) this.#add(progress)
      }
    } finally {
      this.#listings.delete(published)
    }
  }

  #add(progress: ExportProgress): void {
    const { exportId } = progress
    if (isOpen(progress)) this.#open.add(exportId)
    else this.#open.delete(exportId)
    const json = JSON.stringify(progress)
    if (this.#known.get(exportId) === json) return
    this.#known.delete(exportId)
    this.#known.set(exportId, json)
    this.#forgetOldest()
    this.#latest.add(progress)
  }

  /** A subscription may last for weeks: an old export that is listed once more is told once more. */
  #forgetOldest(): void {
    for (const exportId of this.#known.keys()) {
      if (this.#known.size <= knownMax) return
      if (!this.#open.has(exportId)) this.#known.delete(exportId)
    }
  }
}
