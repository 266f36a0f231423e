import type { ProgressStore } from '../progress/progressStore.ts'
import type { ExportJob } from './exportJob.ts'
import { progressOf } from './progressOf.ts'
import { noWords, type RequestWordsOf } from './requestWords.ts'

/** Progress of one running export is published at most this often. */
const progressIntervalMs = 150

/** Publishes the exports of this node: changes of state at once, progress at intervals. */
export class ProgressPublisher {
  readonly #store: ProgressStore
  readonly #wordsOf: RequestWordsOf
  readonly #timers = new Map<ExportJob, NodeJS.Timeout>()

  constructor(store: ProgressStore, wordsOf: RequestWordsOf = noWords) {
    this.#store = store
    this.#wordsOf = wordsOf
  }

  /** The state has changed. Includes any progress that has not been published yet. */
  changed(job: ExportJob): void {
    this.#stopTimer(job)
    const progress = progressOf(job, this.#wordsOf)
    this.#store.publish(job.viewerId, progress, {
      ticketEndsAtMs: job.ticketEndsAtMs,
      isShared: job.isShared,
    })
  }

  /** There are more rows or bytes. */
  progressed(job: ExportJob): void {
    if (this.#timers.has(job)) return
    const timer = setTimeout(() => this.changed(job), progressIntervalMs)
    this.#timers.set(job, timer.unref())
  }

  /** Nothing more is published of it here. */
  forget(job: ExportJob): void {
    this.#stopTimer(job)
    this.#store.letGo(job.viewerId, job.id)
  }

  /** The export is forgotten here; the audit log has it. */
  remove(job: ExportJob): void {
    this.#stopTimer(job)
    this.#store.remove(job.viewerId, job.id)
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #stopTimer(job: ExportJob): void {
    clearTimeout(this.#timers.get(job))
    this.#timers.delete(job)
  }
}
