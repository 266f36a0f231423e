import type { AppError } from '../appError.ts'

/** Ends one wait. */
type End = (reason: AppError) => void

/** Responses of this node that wait for files that other nodes are writing. */
export class ElsewhereWaits {
  readonly #endsByViewer = new Map<string, Set<End>>()

  get count(): number {
    let total = 0
    for (const ends of this.#endsByViewer.values()) total += ends.size
    return total
  }

  countOf(viewerId: string): number {
    return this.#endsByViewer.get(viewerId)?.size ?? 0
  }

  /** Returns how to say that it has ended. */
  begin(viewerId: string, end: End): () => void {
    const ends = this.#endsByViewer.get(viewerId) ?? new Set()
    this.#endsByViewer.set(viewerId, ends.add(end))
    return () => {
      ends.delete(end)
      if (ends.size === 0 && this.#endsByViewer.get(viewerId) === ends) {
        this.#endsByViewer.delete(viewerId)
      }
    }
  }

  endAll(reason: AppError): void {
    for (const ends of this.#endsByViewer.values()) for (const end of [...ends]) end(reason)
  }
}
