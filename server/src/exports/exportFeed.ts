import type { Export } from './export.ts'

/** Progress of one running export reaches its viewer at most this often. */
const progressIntervalMs = 150

/**
 * Tells viewers how their exports stand. Each event is a whole snapshot, so a slow reader skips
 * intermediate ones and memory stays fixed: one pending mark an export and reader.
 */
export class ExportFeed {
  readonly #readers = new Map<string, Set<Reader>>()
  readonly #throttled = new Map<Export, NodeJS.Timeout>()

  /** Reports a change of state, at once. */
  changed(each: Export): void {
    clearTimeout(this.#throttled.get(each))
    this.#throttled.delete(each)
    for (const reader of this.#readers.get(each.viewerId) ?? []) reader.mark(each)
  }

  /** Reports more rows or bytes, with the next beat. */
  progressed(each: Export): void {
    if (this.#throttled.has(each) || !this.#readers.has(each.viewerId)) return
    const timer = setTimeout(() => this.changed(each), progressIntervalMs)
    this.#throttled.set(each, timer.unref())
  }

  /** Yields the given exports, then each of the viewer's as it changes, until the signal aborts. */
  async *follow(
    viewerId: string,
    first: Iterable<Export>,
    signal: AbortSignal,
  ): AsyncGenerator<Export> {
    const reader = new Reader(first)
    const readers = this.#readers.get(viewerId) ?? new Set()
    this.#readers.set(viewerId, readers.add(reader))
    const stop = () => reader.wake()
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        yield* reader.take()
        await reader.more(signal)
      }
    } finally {
      signal.removeEventListener('abort', stop)
      readers.delete(reader)
      if (readers.size === 0) this.#readers.delete(viewerId)
    }
  }

  close(): void {
    for (const timer of this.#throttled.values()) clearTimeout(timer)
    this.#throttled.clear()
  }
}

class Reader {
  #marked: Set<Export>
  #wake: (() => void) | null = null

  constructor(first: Iterable<Export>) {
    this.#marked = new Set(first)
  }

  mark(each: Export): void {
    this.#marked.add(each)
    this.wake()
  }

  wake(): void {
    this.#wake?.()
    this.#wake = null
  }

  take(): Export[] {
    const taken = [...this.#marked]
    this.#marked.clear()
    return taken
  }

  async more(signal: AbortSignal): Promise<void> {
    if (this.#marked.size > 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }
}
