import { Worker, type WorkerOptions } from 'node:worker_threads'
import { AppError } from '../appError.ts'
import { cancelled } from '../exportErrors.ts'
import type { BegunRun } from './runner.ts'
import { RunQueue, type QueueLimits, type RunPlace } from './runQueue.ts'
import type { MessageFromWorker, MessageToWorker, PoolData, RunResult } from './workerProtocol.ts'

export interface WorkerPoolOptions {
  readonly workerUrl: URL
  readonly size: number
  readonly limits: QueueLimits
  /** Passed to each thread as its `workerData`, together with `PoolData`. */
  readonly workerData: Readonly<Record<string, unknown>>
  /** V8 heap of one worker in MB; it holds batches, never a whole file. 512 by default. */
  readonly heapMaxMb?: number
  /** A thread has ended before its module was loaded. */
  readonly onStartFailed?: (error: Error) => void
}

/**
 * A worker that has not ended its run this long after a cancel is terminated. This is the last
 * resort: a thread that ends within a call to DuckDB may crash the process.
 */
const cancelDeadlineMs = 5_000

const heapMaxMbDefault = 512
/** Node's default of 48 MB gains nothing: a worker has few objects, and its data is outside the heap. */
const youngHeapMaxMb = 4

/** A fixed number of worker threads and the queue in front of them. */
export class WorkerPool extends RunQueue {
  readonly #workers: readonly WorkerPlace[]

  constructor(options: WorkerPoolOptions) {
    // Shared with the workers, so that each knows how many cores it may use.
    const runCount = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const places = Array.from({ length: options.size }, (_, index) => {
      const isFirst = index === 0
      return new WorkerPlace(options, { runCount, isFirst })
    })
    super(places, options.limits)
    this.#workers = places
  }

  override async ready(): Promise<void> {
    await Promise.all(this.#workers.map(({ started }) => started))
  }
}

/** One place for a worker; a worker that dies is replaced for the next run. */
class WorkerPlace implements RunPlace {
  readonly #options: WorkerPoolOptions
  readonly #shared: PoolData
  #worker: Worker | null = null
  /** Resolves when the first thread has loaded its module. Rejects with the reason if it cannot. */
  readonly started: Promise<void>

  constructor(options: WorkerPoolOptions, shared: PoolData) {
    this.#options = options
    this.#shared = shared
    this.#worker = this.#start()
    this.started = startOf(this.#worker)
    this.started.catch((error: unknown) => options.onStartFailed?.(error as Error))
  }

  async run(run: BegunRun): Promise<RunResult> {
    Atomics.add(this.#shared.runCount, 0, 1)
    const worker = (this.#worker ??= this.#start())
    try {
      return await runOn(worker, run)
    } finally {
      Atomics.sub(this.#shared.runCount, 0, 1)
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker
    if (!worker) return
    const gone = new Promise((resolve) => worker.once('exit', resolve))
    const deadline = setTimeout(() => void worker.terminate(), cancelDeadlineMs)
    post(worker, { type: 'close' })
    await gone
    clearTimeout(deadline)
  }

  #start(): Worker {
    const options: WorkerOptions = {
      name: 'export',
      workerData: { ...this.#options.workerData, ...this.#shared },
      resourceLimits: {
        maxOldGenerationSizeMb: this.#options.heapMaxMb ?? heapMaxMbDefault,
        maxYoungGenerationSizeMb: youngHeapMaxMb,
      },
    }
    const worker = new Worker(this.#options.workerUrl, options)
    // It does not keep the process alive; and the run that it breaks reports a crash.
    worker.unref()
    worker.on('error', () => {})
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = null
    })
    return worker
  }
}

function startOf(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    let reason: unknown
    worker.once('error', (error) => (reason = error))
    worker.once('exit', () =>
      reject(
        new Error('The module of workers.url has ended without a call of serveRuns.', {
          cause: reason,
        }),
      ),
    )
    worker.on('message', (message: MessageFromWorker) => {
      if (message.type === 'ready') resolve()
    })
  })
}

function runOn(worker: Worker, { job, signal, onProgress }: BegunRun): Promise<RunResult> {
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
      if (message.type === 'ready' || message.exportId !== job.exportId) return
      if (message.type === 'progress') onProgress(message.rows, message.bytes)
      else if (message.type === 'done') settle(() => resolve(message.result))
      else settle(() => reject(errorFrom(message)))
    }
    const onError = (error: unknown) => {
      crash = error
    }
    // Only a worker that has ended is sure to have let go of the file descriptor.
    const onExit = () =>
      settle(() => reject(signal.aborted ? cancelled('export') : workerFailed(crash)))
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

function workerFailed(cause: unknown): AppError {
  return new AppError('worker-failed', 'The export stopped unexpectedly. Try again.', { cause })
}

function post(worker: Worker, message: MessageToWorker): void {
  worker.postMessage(message)
}

function errorFrom(message: Extract<MessageFromWorker, { type: 'failed' }>): AppError {
  const cause = new Error(message.detail)
  cause.stack = message.detail
  return new AppError(message.code, message.message, { cause })
}
