import { availableParallelism } from 'node:os'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { AppError } from '../appError.ts'
import { noDatabase } from '../database/noDatabase.ts'
import type { Database } from '../database/database.ts'
import { SegmentThreads } from '../formats/segments/segmentThreads.ts'
import type { ReportList } from '../reports/anyReport.ts'
import { Catalogue } from '../reports/catalogue.ts'
import { lowerThreadPriority } from '../formats/segments/threadPriority.ts'
import { ProgressMessages } from './progressMessages.ts'
import { runExport } from './runExport.ts'
import { warmUp } from './warmUp.ts'
import type { MessageFromWorker, MessageToWorker, PoolData, RunJob } from './workerProtocol.ts'

export interface ServedRuns {
  /** The same reports as on the main thread. */
  readonly reports: ReportList
  /** Used by this thread only, for one export at a time; needed by reports that are queries. */
  readonly database?: Database | Promise<Database>
}

/**
 * Makes a worker thread run exports, one at a time, until the pool closes it. Call it in the module
 * that `workers.url` names.
 *
 * ```ts
 * serveRuns({ reports: [orders], database: openDatabase({ engine: 'postgres', url }) })
 * ```
 *
 * @throws Error on the main thread.
 */
export function serveRuns({ reports, database = noDatabase() }: ServedRuns): void {
  if (!parentPort) throw new Error('serveRuns works in a worker thread only: see workers.url.')
  lowerThreadPriority()
  const { runCount, isFirst } = workerData as PoolData
  const threads = segmentThreads(runCount)
  const worker = new RunWorker(parentPort, {
    catalogue: new Catalogue(reports),
    database: Promise.resolve(database),
    threads,
  })
  parentPort.on('message', (message: MessageToWorker) => worker.receive(message))
  parentPort.postMessage({ type: 'ready' } satisfies MessageFromWorker)
  // After the messages that are here by now; a fault would show itself in a run.
  setImmediate(() => void warmUp(isFirst ? threads : undefined).catch(() => {}))
}

function segmentThreads(runCount: Int32Array): SegmentThreads {
  const cores = availableParallelism()
  return new SegmentThreads({
    workerUrl: new URL('segmentWorker.js', import.meta.url),
    // Each run gets an equal share of the cores; its own thread is one of them.
    spareCores: () => Math.floor(cores / Math.max(1, Atomics.load(runCount, 0))) - 1,
  })
}

interface RunWorkerOptions {
  readonly catalogue: Catalogue
  readonly database: Promise<Database>
  readonly threads: SegmentThreads
}

class RunWorker {
  readonly #port: MessagePort
  readonly #options: RunWorkerOptions
  #current: { exportId: string; abort: AbortController; ended: Promise<void> } | null = null

  constructor(port: MessagePort, options: RunWorkerOptions) {
    this.#port = port
    this.#options = options
    // If the database cannot be opened, each run fails with the reason, not this thread at its start.
    options.database.catch(() => {})
  }

  receive(message: MessageToWorker): void {
    if (message.type === 'run') this.#start(message.job)
    else if (message.type === 'close') void this.#close()
    else if (this.#current?.exportId === message.exportId) this.#current.abort.abort()
  }

  #start(job: RunJob): void {
    const abort = new AbortController()
    this.#current = { exportId: job.exportId, abort, ended: this.#run(job, abort.signal) }
  }

  async #run(job: RunJob, signal: AbortSignal): Promise<void> {
    const { exportId } = job
    const { catalogue, database, threads } = this.#options
    const progress = new ProgressMessages((rows, bytes) =>
      this.#reply({ type: 'progress', exportId, rows, bytes }),
    )
    try {
      const result = await runExport(job, await database, {
        catalogue,
        signal,
        threads,
        onProgress: (rows, bytes) => progress.note(rows, bytes),
      }).finally(() => progress.end())
      this.#reply({ type: 'done', exportId, result })
    } catch (error) {
      const { code, message, stack, cause } = AppError.from(error)
      const detail = cause instanceof Error ? `${stack}\ncaused by ${cause.stack}` : `${stack}`
      this.#reply({ type: 'failed', exportId, code, message, detail })
    } finally {
      threads.release()
    }
  }

  /** A thread that is terminated in the middle of a call to DuckDB may crash the process. */
  async #close(): Promise<void> {
    this.#current?.abort.abort()
    await this.#current?.ended
    await this.#options.threads.close()
    await this.#options.database.then((open) => open.close()).catch(() => {})
    this.#port.close()
  }

  #reply(message: MessageFromWorker): void {
    this.#port.postMessage(message)
  }
}
