import { SegmentThread } from './segmentThread.ts'

export interface SegmentThreadsOptions {
  /** The built `segmentWorker`. */
  readonly workerUrl: URL
  /** How many cores no other run needs at the moment. */
  readonly spareCores: () => number
  /** Cells of a sheet or file before threads are started and used, instead of the default limits. */
  readonly cellsAlone?: number
}

/** What the checksum of a file needs of a thread. */
export type ChecksumThread = Pick<SegmentThread, 'beginChecksum' | 'addToChecksum' | 'endChecksum'>

/** What writers of rows need of `SegmentThreads`. */
export type HelperThreads = Pick<SegmentThreads, 'next'>

/** Before so many cells a thread that is there is not worth the messages. */
const cellsBeforeUse = 40_960
/** Before so many cells none is started: a short file is done before that. */
const cellsBeforeStart = 327_680

/** Bytes of text that take as long as a cell. */
export const bytesLikeCell = 16

/**
 * The run's thread reads the rows, and fills the cells of a sheet or copies the values of a CSV file, which
 * is at least a third of the total time. So with a fourth thread all of them would wait for it.
 */
const threadsMax = 3

/** A thread takes 15 MB and is fast only after its first second. */
const idleMsMax = 30_000

/** Threads that help one run at a time; started to warm up, or by the first run that is long enough. */
export class SegmentThreads {
  readonly #options: SegmentThreadsOptions
  #threads: SegmentThread[] = []
  #warming: SegmentThread | null = null
  /** Threads that stay until `close`. */
  #keptCount = 0
  #idle: NodeJS.Timeout | undefined

  constructor(options: SegmentThreadsOptions) {
    this.#options = options
  }

  /**
   * Starts a thread that stays, if a core is idle, for files that are written before others get it. A run
   * that begins meanwhile does without: a thread writes one file at a time.
   */
  async warmUp(write: (threads: HelperThreads) => Promise<void>): Promise<void> {
    if (this.#options.spareCores() < 1) return
    const thread = new SegmentThread(this.#options.workerUrl)
    this.#warming = thread
    try {
      await write({ next: () => (thread.hasRoom ? thread : null) })
      this.#threads.unshift(thread)
      this.#keptCount = 1
    } catch (error) {
      await thread.close()
      throw error
    } finally {
      this.#warming = null
    }
  }

  /**
   * A thread that can take a segment at once, on an idle core; null when there is none.
   *
   * @param cells of the sheet or file so far
   */
  next(cells: number): SegmentThread | null {
    const { cellsAlone } = this.#options
    if (cells < (cellsAlone ?? cellsBeforeUse)) return null
    clearTimeout(this.#idle)
    this.#threads = this.#threads.filter(({ isDead }) => !isDead)
    const threadCount = Math.min(threadsMax, this.#options.spareCores())
    const free = this.#threads.slice(0, threadCount).find(({ hasRoom }) => hasRoom)
    if (free) return free
    if (this.#threads.length >= threadCount || cells < (cellsAlone ?? cellsBeforeStart)) return null
    const thread = new SegmentThread(this.#options.workerUrl)
    this.#threads.push(thread)
    return thread
  }

  /**
   * A thread that is there, on an idle core, for the checksum of a file; null when there is none. It stays
   * until `release`.
   */
  forChecksum(): ChecksumThread | null {
    if (this.#options.spareCores() < 1) return null
    clearTimeout(this.#idle)
    return this.#threads.find(({ isDead }) => !isDead) ?? null
  }

  /** Call after a run; the threads stay for a while for the next one. */
  release(): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => void this.#closeFrom(this.#keptCount), idleMsMax).unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await Promise.all([this.#closeFrom(0), this.#warming?.close()])
  }

  async #closeFrom(index: number): Promise<void> {
    const threads = this.#threads.splice(index)
    await Promise.all(threads.map((thread) => thread.close()))
  }
}
