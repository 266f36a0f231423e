import { workerData } from 'node:worker_threads'
import type { Database } from '../database/database.ts'
import { openDatabase, type DatabaseOptions } from '../database/openDatabase.ts'
import { fileReports } from '../fileReports/fileReport.ts'
import type { FileTable } from '../fileReports/fileTable.ts'
import { demoReports } from '../demo/demoReports.ts'
import { serveRuns } from '../runs/serveRuns.ts'

export interface WorkerData {
  readonly database: DatabaseOptions
  /** What the reports are made from, when they are not the demo's. */
  readonly tables: readonly FileTable[] | undefined
}

/** A thread that runs one export at a time, on a database instance of its own. */
const { database, tables } = workerData as WorkerData
const opened = openDatabase(database)
serveRuns({ reports: tables ? fileReports(tables) : demoReports, database: opened })
// The first query of a database takes longest; an export would report what is wrong with it.
opened.then(queryOnce).catch(() => {})

async function queryOnce(open: Database): Promise<void> {
  const query = { sql: 'SELECT 1', values: [], columnTypes: ['integer'] as const }
  const rows = open.stream(query, new AbortController().signal)
  while (!(await rows.next()).done);
}
