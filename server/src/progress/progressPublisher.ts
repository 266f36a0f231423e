import type { Export } from '../exports/exportJob.ts'
import type { ProgressStore } from './progressStore.ts'

/** Progress of one running export is posted at most this often. */
const progressIntervalMs = 150

/** Posts how the exports of this node stand: changes of state at once, progress in beats. */
export class ProgressPublisher {
  readonly #board: ProgressStore
  readonly #beats = new Map<Export, NodeJS.Timeout>()

  constructor(board: ProgressStore) {
    this.#board = board
  }

  /** A change of state; takes along what progress there was. */
  changed(each: Export): void {
    clearTimeout(this.#beats.get(each))
    this.#beats.delete(each)
    this.#board.post(each.viewerId, each.toProgress())
  }

  /** More rows or bytes. */
  progressed(each: Export): void {
    if (this.#beats.has(each)) return
    const timer = setTimeout(() => this.changed(each), progressIntervalMs)
    this.#beats.set(each, timer.unref())
  }

  /** The export is forgotten here; the audit log has it. */
  gone(each: Export): void {
    clearTimeout(this.#beats.get(each))
    this.#beats.delete(each)
    this.#board.remove(each.viewerId, each.id)
  }

  close(): void {
    for (const timer of this.#beats.values()) clearTimeout(timer)
    this.#beats.clear()
  }
}
