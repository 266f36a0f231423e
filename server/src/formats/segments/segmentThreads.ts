import { SegmentThread } from './segmentThread.ts'

export interface SegmentThreadsOptions {
  /** The built `segmentWorker`. */
  readonly workerUrl: URL
  /** How many cores no other run needs at the moment. */
  readonly spareCores: () => number
  /** Cells of a sheet or file before threads are used: a short one is done before a thread has started. */
  readonly cellsAlone?: number
}

const cellsAloneDefault = 327_680

/** Bytes of text that take as long as a cell. */
export const bytesLikeCell = 16

/**
 * The run's thread, which reads the rows and fills the cells, needs a third of the total time. So with
 * a fourth thread all of them would wait for it.
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
    this.#idle = setTimeout(() => void this.close(), idleMsMax).unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const threads = this.#threads.splice(0)
    await Promise.all(threads.map((thread) => thread.close()))
  }
}
