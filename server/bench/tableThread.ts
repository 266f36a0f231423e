import { workerData } from 'node:worker_threads'
import { openDatabase, serveRuns } from '../src/index.ts'
import { tableReport, type Table } from './tableReport.ts'

/** A thread that runs the exports of `tableOverHttp`. */
const { url, table } = workerData as { readonly url: string; readonly table: Table }
serveRuns({
  reports: [tableReport(table)],
  database: openDatabase({ engine: 'postgres', url, connectionsMax: 1 }),
})
