import type { ExportProgress } from '@coatcheck/shared'

/** What one subscriber has not read yet: the latest progress of each export. */
export class LatestProgress {
  readonly #unread: Map<string, ExportProgress>
  #wake: (() => void) | null = null

  constructor(first: Iterable<ExportProgress> = []) {
    this.#unread = new Map(Array.from(first, (progress) => [progress.exportId, progress]))
  }

  add(progress: ExportProgress): void {
    this.#unread.set(progress.exportId, progress)
    this.#wake?.()
  }

  /** Yields progress until the signal aborts. */
  async *read(signal: AbortSignal): AsyncGenerator<ExportProgress, void, undefined> {
    const wake = () => this.#wake?.()
    signal.addEventListener('abort', wake)
    try {
      while (!signal.aborted) {
        const unread = [...this.#unread.values()]
        this.#unread.clear()
        yield* unread
        await this.#more(signal)
      }
    } finally {
      signal.removeEventListener('abort', wake)
    }
  }

  async #more(signal: AbortSignal): Promise<void> {
    if (this.#unread.size > 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    this.#wake = null
  }
}
