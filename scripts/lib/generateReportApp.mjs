/** Of each report, by its place: all types of cells that an app is likely to have. */
const columnTypes = ['integer', 'text', 'number', 'date', 'instant']

const columnNumbers = (columnCount) => Array.from({ length: columnCount }, (_, index) => index)

const columnOf = (report, column) =>
  `    { id: 'r${report}c${column}', label: 'Column ${column}', ` +
  `type: '${columnTypes[column % columnTypes.length]}', width: 10 },`

const descriptionOf = (report, columnCount) => `{
  id: 'report-${report}',
  title: 'Report ${report}',
  description: 'A report.',
  range: null,
  filters: z.strictObject({
    shop${report}: z.string().max(100).optional(),
    status: z.enum(['open', 'paid', 'late']).optional(),
    min${report}: z.number().min(0).optional(),
    ids: z.array(z.int()).max(500).optional(),
  }),
  fields: [
    { id: 'shop${report}', label: 'Shop', kind: 'values', column: 'r${report}c1' },
    { id: 'min${report}', label: 'At least', kind: 'number' },
  ],
  columns: [
${columnNumbers(columnCount)
  .map((column) => columnOf(report, column))
  .join('\n')}
  ],
  measures: [],
  charts: [],
}`

const rowsReport = (report, columnCount) => `
export const report${report} = defineRowsReport({
description: ${descriptionOf(report, columnCount)},
  async *rows({ filters }, { scope }: Viewer<Scope>) {
    yield { r${report}c0: filters.min${report} ?? 0, r${report}c1: scope.shop }
  },
  count: () => 1,
})
`

const queryReport = (report, columnCount) => `
export const report${report} = defineReport({
description: describeReport(${descriptionOf(report, columnCount)}),
  source: 'table_${report}',
  restrict: ({ shop }: Scope) => [sql\`"shop" = \${shop}\`],
  filter: (filters) => [
    filters.min${report} === undefined ? undefined : sql\`"c0" >= \${filters.min${report}}\`,
  ],
  rowOrder: [{ column: 'r${report}c0', direction: 'asc' }],
  storedInRowOrder: false,
  measures: {},
})
`

const serverOf = (reportNumbers, columnCount) => `
import { createCoatcheck, defineReport, defineRowsReport, describeReport, sql } from '@coatcheck/server'
import type { Database, Viewer } from '@coatcheck/server'
import { initTRPC } from '@trpc/server'
import { z } from 'zod'

interface Scope { readonly shop: string }
${reportNumbers
  .map((report) => (report % 2 === 0 ? rowsReport : queryReport)(report, columnCount))
  .join('')}
const coatcheck = createCoatcheck({
  reports: [${reportNumbers.map((report) => `report${report}`).join(', ')}],
  database: {} as Database,
  viewer: () => ({ id: '', name: '', scope: { shop: '' } }),
})
const appRouter = initTRPC.create().router({ reports: coatcheck.router })
export type AppRouter = typeof appRouter
`

const callsOf = (report) => `
const filters${report} = { min${report}: 1, status: 'open' as const, ids: [1] }
void reports.export.createTicket.mutate({
  report: 'report-${report}',
  filters: filters${report},
  columns: ['r${report}c0', 'r${report}c1'],
  sort: [{ column: 'r${report}c1', direction: 'asc' }],
  format: 'xlsx',
})
void reports.export.prepare.mutate({ report: 'report-${report}', filters: filters${report}, format: 'csv' })
void reports.report.page.query({
  report: 'report-${report}',
  filters: filters${report},
  offset: 0,
  limit: 100,
})
void reports.report.summary.query({ report: 'report-${report}', filters: {} })
`

const clientOf = (reportNumbers) => `
import { createTRPCClient } from '@trpc/client'
import type { AppRouter } from './server.ts'

const { reports } = createTRPCClient<AppRouter>({ links: [] })
${reportNumbers.map(callsOf).join('')}
`

/**
 * The sources of an app with this many reports, half of them queries and half of them rows, and of a
 * client that calls each.
 *
 * @returns {Record<string, string>} by the name of the file
 */
export function generateReportApp({ reportCount, columnCount }) {
  const reportNumbers = Array.from({ length: reportCount }, (_, index) => index)
  return {
    'server.ts': serverOf(reportNumbers, columnCount),
    'client.ts': clientOf(reportNumbers),
  }
}
