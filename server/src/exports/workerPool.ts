import { once } from 'node:events'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { AppError } from '../appError.ts'
import type { MessageFromWorker, MessageToWorker, RunJob, RunResult } from './workerProtocol.ts'

export interface WorkerPoolOptions {
  readonly workerUrl: URL
  readonly size: number
  /** Runs that may wait for a worker. */
  readonly queueMax: number
  /** What the worker opens its database with; it also gets `runCount`. */
  readonly workerData: Readonly<Record<string, unknown>>
  /** V8 heap of one worker; it holds batches, never a whole file. */
  readonly heapMaxMb?: number
}

export interface PoolRun {
  readonly job: RunJob
  readonly signal: AbortSignal
  /** 1 is next; null when a worker has it. */
  readonly onPlace: (place: number | null) => void
  readonly onProgress: (rows: number, bytes: number) => void
}

interface Pending extends PoolRun {
  readonly resolve: (result: RunResult) => void
  readonly reject: (error: AppError) => void
}

/**
 * A worker that does not answer a cancel in this time is taken down. The last resort, because a
 * thread that ends within a call to DuckDB may take the process with it.
 */
const cancelDeadlineMs = 5_000

const heapMaxMbDefault = 512
/** Node's own 48 MB save a worker nothing: its objects are few, and its data is outside the heap. */
const youngHeapMaxMb = 8

/** A fixed number of worker threads and the queue before them. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #slots: Slot[]
  /** Shared with the workers, so that each knows how many cores it may use. */
  readonly #runCount = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  readonly #queue: Pending[] = []
  #closed = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.#slots = Array.from({ length: options.size }, () => new Slot(options, this.#runCount))
  }

  get queueLength(): number {
    return this.#queue.length
  }

  get activeCount(): number {
    return this.#slots.filter((slot) => slot.busy).length
  }

  /**
   * Runs a job when a worker is free. When the promise settles, the worker no longer uses the
   * job's file descriptor.
   *
   * @throws AppError `queue-full`, `cancelled`, `worker-failed`, or what the run failed with.
   */
  run(poolRun: PoolRun): Promise<RunResult> {
    const free = this.#slots.some((slot) => !slot.busy)
    if (this.#closed) return Promise.reject(new AppError('draining', 'The service is stopping.'))
    if (!free && this.#queue.length >= this.#options.queueMax) {
      return Promise.reject(
        new AppError('queue-full', 'Too many exports are waiting. Please try again in a minute.', {
          retryAfterS: 60,
        }),
      )
    }
    return new Promise((resolve, reject) => {
      const pending: Pending = { ...poolRun, resolve, reject }
      this.#queue.push(pending)
      poolRun.signal.addEventListener('abort', () => this.#leaveQueue(pending), { once: true })
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const pending of [...this.#queue]) this.#leaveQueue(pending)
    await Promise.all(this.#slots.map((slot) => slot.close()))
  }

  #leaveQueue(pending: Pending): void {
    const index = this.#queue.indexOf(pending)
    if (index < 0) return
    this.#queue.splice(index, 1)
    pending.reject(new AppError('cancelled', 'The export was cancelled.'))
    this.#tellPlaces()
  }

  #dispatch(): void {
    for (const slot of this.#slots) {
      if (slot.busy) continue
      const next = this.#queue.shift()
      if (!next) break
      next.onPlace(null)
      slot
        .run(next)
        .then(next.resolve, next.reject)
        .finally(() => this.#dispatch())
    }
    this.#tellPlaces()
  }

  #tellPlaces(): void {
    this.#queue.forEach((pending, index) => pending.onPlace(index + 1))
  }
}

/** One place for a worker; a worker that dies is replaced for the next run. */
class Slot {
  readonly #options: WorkerPoolOptions
  readonly #runCount: Int32Array
  #worker: Worker | null = null
  busy = false

  constructor(options: WorkerPoolOptions, runCount: Int32Array) {
    this.#options = options
    this.#runCount = runCount
    this.#worker = this.#start()
  }

  async run(poolRun: PoolRun): Promise<RunResult> {
    this.busy = true
    Atomics.add(this.#runCount, 0, 1)
    const worker = (this.#worker ??= this.#start())
    try {
      return await runOn(worker, poolRun)
    } finally {
      this.busy = false
      Atomics.sub(this.#runCount, 0, 1)
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker
    if (!worker) return
    const gone = once(worker, 'exit')
    const deadline = setTimeout(() => void worker.terminate(), cancelDeadlineMs)
    post(worker, { type: 'close' })
    await gone
    clearTimeout(deadline)
  }

  #start(): Worker {
    const options: WorkerOptions = {
      name: 'export',
      workerData: { ...this.#options.workerData, runCount: this.#runCount },
      resourceLimits: {
        maxOldGenerationSizeMb: this.#options.heapMaxMb ?? heapMaxMbDefault,
        maxYoungGenerationSizeMb: youngHeapMaxMb,
      },
    }
    const worker = new Worker(this.#options.workerUrl, options)
    // A process that has nothing else to do may end; and a crash is reported by the run it hits.
    worker.unref()
    worker.on('error', () => {})
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = null
    })
    return worker
  }
}

function runOn(worker: Worker, { job, signal, onProgress }: PoolRun): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    let crash: unknown
    let deadline: NodeJS.Timeout | undefined
    const settle = (act: () => void) => {
      clearTimeout(deadline)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      signal.removeEventListener('abort', onAbort)
      act()
    }
    const onMessage = (message: MessageFromWorker) => {
      if (message.exportId !== job.exportId) return
      if (message.type === 'progress') onProgress(message.rows, message.bytes)
      else if (message.type === 'done') settle(() => resolve(message.result))
      else settle(() => reject(errorFrom(message)))
    }
    const onError = (error: unknown) => {
      crash = error
    }
    // Only a worker that is gone has surely let go of the file descriptor.
    const onExit = () =>
      settle(() =>
        reject(
          signal.aborted
            ? new AppError('cancelled', 'The export was cancelled.')
            : new AppError('worker-failed', 'The export stopped unexpectedly. Please try again.', {
                cause: crash,
              }),
        ),
      )
    const onAbort = () => {
      post(worker, { type: 'cancel', exportId: job.exportId })
      deadline = setTimeout(() => void worker.terminate(), cancelDeadlineMs)
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    signal.addEventListener('abort', onAbort)
    post(worker, { type: 'run', job })
    if (signal.aborted) onAbort()
  })
}

function post(worker: Worker, message: MessageToWorker): void {
  worker.postMessage(message)
}

function errorFrom(message: Extract<MessageFromWorker, { type: 'failed' }>): AppError {
  const cause = new Error(message.detail)
  cause.stack = message.detail
  return new AppError(message.code, message.message, { cause })
}
