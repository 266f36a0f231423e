import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../appError.ts'
import { openDatabase, type DatabaseOptions } from '../database/openDatabase.ts'
import { runExport } from './runExport.ts'
import type { MessageFromWorker, MessageToWorker, RunJob } from './workerProtocol.ts'

export interface WorkerData {
  readonly database: DatabaseOptions
}

/** A thread that runs one export at a time, on a database instance of its own. */
if (!parentPort) throw new Error('exportWorker runs as a worker thread only')
const port = parentPort
const database = openDatabase((workerData as WorkerData).database)
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
      signal,
      onProgress: (rows, bytes) => answer({ type: 'progress', exportId, rows, bytes }),
    })
    answer({ type: 'done', exportId, result })
  } catch (error) {
    const { code, message, stack, cause } = AppError.from(error)
    const detail = cause instanceof Error ? `${stack}\ncaused by ${cause.stack}` : `${stack}`
    answer({ type: 'failed', exportId, code, message, detail })
  }
}

/** A thread that is taken down in the middle of a call to DuckDB takes the process with it. */
async function close(): Promise<void> {
  current?.abort.abort()
  await current?.ended
  await database.then((open) => open.close()).catch(() => {})
  port.close()
}

function answer(message: MessageFromWorker): void {
  port.postMessage(message)
}
