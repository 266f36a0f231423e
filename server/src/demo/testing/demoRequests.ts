import type { Chart, Viewer } from '@coatcheck/shared'
import { readRows, type Value } from '../../database/testing/readRows.ts'
import type { Database, Query } from '../../database/database.ts'
import * as chartQueries from '../../reports/chartQueries.ts'
import { isRowsReport } from '../../reports/anyReport.ts'
import type { Report } from '../../reports/defineReport.ts'
import { Catalogue } from '../../reports/catalogue.ts'
import { demoReports } from '../demoReports.ts'
import * as reportQueries from '../../reports/reportQueries.ts'

/** A request for the table of a report of the demo. */
export interface DemoTable extends reportQueries.TableRequest {
  readonly report: string
}

export const demoCatalogue = new Catalogue(demoReports)

/** All reports of the demo are queries. */
export function demoReport(id: string): Report {
  const report = demoCatalogue.report(id)
  if (isRowsReport(report)) throw new Error(`The report ${id} is no query.`)
  return report
}

const reportOf = ({ report }: DemoTable) => demoReport(report)

export const countQuery = (asked: DemoTable, viewer: Viewer) =>
  reportQueries.countQuery(reportOf(asked), asked, viewer)
export const exportQuery = (asked: DemoTable, viewer: Viewer) =>
  reportQueries.exportQuery(reportOf(asked), asked, viewer)
export const pageQuery = (asked: DemoTable, viewer: Viewer, page: reportQueries.Page) =>
  reportQueries.pageQuery(reportOf(asked), asked, { viewer, page })
export const summaryQuery = (asked: DemoTable, viewer: Viewer) =>
  reportQueries.summaryQuery(reportOf(asked), asked, viewer)
export const optionsQuery = (report: string, field: string, viewer: Viewer) =>
  reportQueries.optionsQuery(demoReport(report), field, viewer)
export const chartQuery = (asked: DemoTable, viewer: Viewer, chart: Chart) =>
  chartQueries.chartQuery(reportOf(asked), asked, { viewer, chart })

export const analyst: Viewer = { id: 'analyst', name: 'Analyst', scope: { kind: 'all' } }

export function viewerOf(...airports: string[]): Viewer {
  return { id: 'local', name: 'Local', scope: { kind: 'airports', airports } }
}

export const allFlights = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-07-02' },
} satisfies DemoTable

export const allStrikes = {
  report: 'bird-strikes',
  filters: { from: '1990-01-01', until: '2002-07-26' },
} satisfies DemoTable

/** The values of one row of a query that is written by hand, to compare with. */
export async function plainRow(database: Database, sql: string, count: number): Promise<Value[]> {
  const columnTypes: Query['columnTypes'] = Array.from({ length: count }, () => 'number')
  return (await readRows(database, { sql, values: [], columnTypes }))[0]!
}
