import { availableParallelism } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../appError.ts'
import { openDatabase, type DatabaseOptions } from '../database/openDatabase.ts'
import { SegmentThreads } from '../formats/xlsx/segments/segmentThreads.ts'
import { instantCatalogue } from '../instantReports/instantReport.ts'
import type { InstantTable } from '../instantReports/instantTable.ts'
import { demoCatalogue } from '../reports/demoCatalogue.ts'
import { lowerThreadPriority } from '../threadPriority.ts'
import { runExport } from './runExport.ts'
import type { MessageFromWorker, MessageToWorker, RunJob } from './workerProtocol.ts'

export interface WorkerData {
  readonly database: DatabaseOptions
  /** What the reports are made from, when they are not the demo's. */
  readonly tables: readonly InstantTable[] | undefined
  /** How many runs there are in all workers at the moment. */
  readonly runCount: Int32Array
}

/** A thread that runs one export at a time, on a database instance of its own. */
if (!parentPort) throw new Error('exportWorker runs as a worker thread only')
lowerThreadPriority()
const port = parentPort
const { database: databaseOptions, runCount, tables } = workerData as WorkerData
const catalogue = tables ? instantCatalogue(tables) : demoCatalogue
const database = openDatabase(databaseOptions)
const threads = new SegmentThreads({
  workerUrl: new URL('segmentWorker.js', import.meta.url),
  // Each run has a fair share of the cores; its own thread is one of them.
  spareCores: () => Math.floor(cores / Math.max(1, Atomics.load(runCount, 0))) - 1,
})
const cores = availableParallelism()
let current: { exportId: string; abort: AbortController; ended: Promise<void> } | null = null

// An unreadable database fails each run with its reason, rather than this thread at its start.
database.catch(() => {})

port.on('message', (message: MessageToWorker) => {
  if (message.type === 'run') start(message.job)
  else if (message.type === 'close') void close()
  else if (current?.exportId === message.exportId) current.abort.abort()
})

function start(job: RunJob): void {
  const abort = new AbortController()
  current = { exportId: job.exportId, abort, ended: run(job, abort.signal) }
}

async function run(job: RunJob, signal: AbortSignal): Promise<void> {
  const { exportId } = job
  try {
    const result = await runExport(job, await database, {
      catalogue,
      signal,
      threads,
      onProgress: (rows, bytes) => answer({ type: 'progress', exportId, rows, bytes }),
    })
    answer({ type: 'done', exportId, result })
  } catch (error) {
    const { code, message, stack, cause } = AppError.from(error)
    const detail = cause instanceof Error ? `${stack}\ncaused by ${cause.stack}` : `${stack}`
    answer({ type: 'failed', exportId, code, message, detail })
  } finally {
    threads.release()
  }
}

/** A thread that is taken down in the middle of a call to DuckDB takes the process with it. */
async function close(): Promise<void> {
  current?.abort.abort()
  await current?.ended
  await threads.close()
  await database.then((open) => open.close()).catch(() => {})
  port.close()
}

function answer(message: MessageFromWorker): void {
  port.postMessage(message)
}
