import type { ExportProgress } from '@coatcheck/shared'
import type { ExportBoard, NodeWord } from './exportBoard.ts'
import { LatestNotes } from './latestNotes.ts'

/** The board of a single node. */
export class MemoryExportBoard implements ExportBoard {
  readonly #notes = new Map<string, Map<string, ExportProgress>>()
  readonly #readers = new Map<string, Set<LatestNotes>>()
  #listener: (word: NodeWord) => void = () => {}

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
    const reader = new LatestNotes(this.#notes.get(viewerId)?.values())
    const readers = this.#readers.get(viewerId) ?? new Set()
    this.#readers.set(viewerId, readers.add(reader))
    try {
      yield* reader.read(signal)
    } finally {
      readers.delete(reader)
      if (readers.size === 0) this.#readers.delete(viewerId)
    }
  }

  tell(word: NodeWord): void {
    this.#listener(word)
  }

  listen(listener: (word: NodeWord) => void): void {
    this.#listener = listener
  }

  async close(): Promise<void> {
    this.#notes.clear()
  }
}
