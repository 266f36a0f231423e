import type { ExportProgress } from '@coatcheck/shared'
import type { ProgressStore, NodeMessage } from './progressStore.ts'
import { LatestProgress } from './latestProgress.ts'

/** The board of a single node. */
export class MemoryProgressStore implements ProgressStore {
  readonly #notes = new Map<string, Map<string, ExportProgress>>()
  readonly #readers = new Map<string, Set<LatestProgress>>()
  #listener: (word: NodeMessage) => void = () => {}

  post(viewerId: string, progress: ExportProgress): void {
    const notes = this.#notes.get(viewerId) ?? new Map<string, ExportProgress>()
    this.#notes.set(viewerId, notes.set(progress.exportId, progress))
    for (const reader of this.#readers.get(viewerId) ?? []) reader.add(progress)
  }

  remove(viewerId: string, exportId: string): void {
    const notes = this.#notes.get(viewerId)
    notes?.delete(exportId)
    if (notes?.size === 0) this.#notes.delete(viewerId)
  }

  async list(viewerId: string): Promise<ExportProgress[]> {
    return [...(this.#notes.get(viewerId)?.values() ?? [])]
  }

  async *follow(
    viewerId: string,
    signal: AbortSignal,
  ): AsyncGenerator<ExportProgress, void, undefined> {
    const reader = new LatestProgress(this.#notes.get(viewerId)?.values())
    const readers = this.#readers.get(viewerId) ?? new Set()
    this.#readers.set(viewerId, readers.add(reader))
    try {
      yield* reader.read(signal)
    } finally {
      readers.delete(reader)
      if (readers.size === 0) this.#readers.delete(viewerId)
    }
  }

  tell(word: NodeMessage): void {
    this.#listener(word)
  }

  listen(listener: (word: NodeMessage) => void): void {
    this.#listener = listener
  }

  async close(): Promise<void> {
    this.#notes.clear()
  }
}
