import { SegmentThread } from './segmentThread.ts'

export interface SegmentThreadsOptions {
  /** Of the built `segmentWorker`. */
  readonly workerUrl: URL
  /** How many cores nobody else needs at the moment. */
  readonly spareCores: () => number
  /** Rows of a sheet before threads are asked: a short one is done before a thread has got going. */
  readonly rowsAlone?: number
}

const rowsAloneDefault = 32_768

/**
 * One thread's share of a run is a third of its time: it reads and lays out the rows. So from the
 * fourth thread on all of them wait for it.
 */
const threadsMax = 3

/** A thread costs 15 MB and is quick only after its first second. */
const idleMsMax = 30_000

/** Threads that help one run at a time; started when there is a run that is worth it. */
export class SegmentThreads {
  readonly rowsAlone: number
  readonly #options: SegmentThreadsOptions
  #threads: SegmentThread[] = []
  #idle: NodeJS.Timeout | undefined

  constructor(options: SegmentThreadsOptions) {
    this.#options = options
    this.rowsAlone = options.rowsAlone ?? rowsAloneDefault
  }

  /** A thread that takes one more segment at once, on a core that nobody else needs. */
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

  /** A run is over; the next one may find the threads still there. */
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
