import { workerData } from 'node:worker_threads'
import { openDatabase, type DatabaseOptions } from '../database/openDatabase.ts'
import { instantCatalogue } from '../instantReports/instantReport.ts'
import type { InstantTable } from '../instantReports/instantTable.ts'
import { demoCatalogue } from '../reports/demoCatalogue.ts'
import { serveRuns } from './serveRuns.ts'

export interface WorkerData {
  readonly database: DatabaseOptions
  /** What the reports are made from, when they are not the demo's. */
  readonly tables: readonly InstantTable[] | undefined
}

/** A thread that runs one export at a time, on a database instance of its own. */
const { database, tables } = workerData as WorkerData
const { reports } = tables ? instantCatalogue(tables) : demoCatalogue
serveRuns({ reports, database: openDatabase(database) })
