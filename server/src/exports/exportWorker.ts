import { workerData } from 'node:worker_threads'
import { openDatabase, type DatabaseOptions } from '../database/openDatabase.ts'
import { demoCatalogue } from '../reports/demoCatalogue.ts'
import { serveRuns } from './serveRuns.ts'

export interface WorkerData {
  readonly database: DatabaseOptions
}

/** A thread that runs one export at a time, on a database instance of its own. */
const { database } = workerData as WorkerData
serveRuns({ reports: demoCatalogue.reports, database: openDatabase(database) })
