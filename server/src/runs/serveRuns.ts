import { availableParallelism } from 'node:os'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { AppError } from '../appError.ts'
import { noDatabase } from '../database/noDatabase.ts'
import type { Database } from '../database/database.ts'
import { loadExceljs } from '../formats/xlsx/designWorkbook.ts'
import { SegmentThreads } from '../formats/xlsx/segments/segmentThreads.ts'
import type { ReportList } from '../reports/anyReport.ts'
import { Catalogue } from '../reports/catalogue.ts'
import { lowerThreadPriority } from '../threadPriority.ts'
import { runExport } from './runExport.ts'
import type { MessageFromWorker, MessageToWorker, RunJob } from './workerProtocol.ts'

export interface ServedRuns {
  /** The same reports as on the main thread. */
  readonly reports: ReportList
  /** One of this thread's own: it runs one export at a time. */
  readonly database?: Database | Promise<Database>
}

/** What the pool hands to each of its threads, besides what its owner does. */
interface PoolData {
  /** How many runs there are in all workers at the moment. */
  readonly runCount: Int32Array
}

/**
 * Makes a worker thread run exports, one at a time, until the pool closes it. A module that calls
 * this is what `workers.url` names.
 *
 * @throws Error on the main thread.
 */
export function serveRuns({ reports, database = noDatabase() }: ServedRuns): void {
  if (!parentPort) throw new Error('serveRuns works in a worker thread only: see workers.url.')
  lowerThreadPriority()
  // The first export shall not wait for it.
  void loadExceljs()
  const { runCount } = workerData as PoolData
  const worker = new RunWorker(parentPort, {
    catalogue: new Catalogue(reports),
    database: Promise.resolve(database),
    threads: segmentThreads(runCount),
  })
  parentPort.on('message', (message: MessageToWorker) => worker.hear(message))
}

function segmentThreads(runCount: Int32Array): SegmentThreads {
  const cores = availableParallelism()
  return new SegmentThreads({
    workerUrl: new URL('segmentWorker.js', import.meta.url),
    // Each run has a fair share of the cores; its own thread is one of them.
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
    // An unreadable database fails each run with its reason, rather than this thread at its start.
    options.database.catch(() => {})
  }

  hear(message: MessageToWorker): void {
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
    try {
      const result = await runExport(job, await database, {
        catalogue,
        signal,
        threads,
        onProgress: (rows, bytes) => this.#answer({ type: 'progress', exportId, rows, bytes }),
      })
      this.#answer({ type: 'done', exportId, result })
    } catch (error) {
      const { code, message, stack, cause } = AppError.from(error)
      const detail = cause instanceof Error ? `${stack}\ncaused by ${cause.stack}` : `${stack}`
      this.#answer({ type: 'failed', exportId, code, message, detail })
    } finally {
      threads.release()
    }
  }

  /** A thread that is taken down in the middle of a call to DuckDB takes the process with it. */
  async #close(): Promise<void> {
    this.#current?.abort.abort()
    await this.#current?.ended
    await this.#options.threads.close()
    await this.#options.database.then((open) => open.close()).catch(() => {})
    this.#port.close()
  }

  #answer(message: MessageFromWorker): void {
    this.#port.postMessage(message)
  }
}
