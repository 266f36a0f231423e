import { SegmentThread } from './segmentThread.ts'

export interface SegmentThreadsOptions {
  /** The built `segmentWorker`. */
  readonly workerUrl: URL
  /** How many cores no other run needs at the moment. */
  readonly spareCores: () => number
  /** Cells of a sheet or file before threads are used: a short one is done before a thread has started. */
  readonly cellsAlone?: number
  /** Threads that stay until `close`, once they have been started; 0 when left out. */
  readonly keptCount?: number
}

/** What writers of rows need of `SegmentThreads`. */
export type HelperThreads = Pick<SegmentThreads, 'cellsAlone' | 'next'>

const cellsAloneDefault = 327_680

/** Bytes of text that take as long as a cell. */
export const bytesLikeCell = 16

/**
 * The run's thread reads the rows, and fills the cells of a sheet or copies the values of a CSV file, which
 * is at least a third of the total time. So with a fourth thread all of them would wait for it.
 */
const threadsMax = 3

/** A thread takes 15 MB and is fast only after its first second. */
const idleMsMax = 30_000

/** Threads that help one run at a time; started by the first run that is long enough. */
export class SegmentThreads {
  readonly cellsAlone: number
  readonly #options: SegmentThreadsOptions
  #threads: SegmentThread[] = []
  #idle: NodeJS.Timeout | undefined

  constructor(options: SegmentThreadsOptions) {
    this.#options = options
    this.cellsAlone = options.cellsAlone ?? cellsAloneDefault
  }

  /** The same threads, which help from the first cell on. */
  get eager(): HelperThreads {
    return { cellsAlone: 0, next: () => this.next() }
  }

  /** A thread that can take a segment at once, on an idle core; null when there is none. */
  next(): SegmentThread | null {
    clearTimeout(this.#idle)
    this.#threads = this.#threads.filter(({ isDead }) => !isDead)
    const threadCount = Math.min(threadsMax, this.#options.spareCores())
    const free = this.#threads.slice(0, threadCount).find(({ hasRoom }) => hasRoom)
    if (free || this.#threads.length >= threadCount) return free ?? null
    const thread = new SegmentThread(this.#options.workerUrl)
    this.#threads.push(thread)
    return thread
  }

  /** Call after a run; the threads stay for a while for the next one. */
  release(): void {
    clearTimeout(this.#idle)
    const { keptCount = 0 } = this.#options
    this.#idle = setTimeout(() => void this.#closeFrom(keptCount), idleMsMax).unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#closeFrom(0)
  }

  async #closeFrom(index: number): Promise<void> {
    const threads = this.#threads.splice(index)
    await Promise.all(threads.map((thread) => thread.close()))
  }
}
