// What must not compile: each mistake is one line, below a comment that expects it.
import { createCoatcheck, defineReport, defineRowsReport } from '@coatcheck/server'
import type { AppRouterOf } from '@coatcheck/server/service'
import { createExportTracker, saveExport } from '@coatcheck/shared/client'
import { createTRPCClient } from '@trpc/client'
import { sales, stock, type AppRouter } from './app.ts'

const { mutate } = createTRPCClient<AppRouter>({ links: [] }).reports.export.createTicket
type ServiceRouter = AppRouterOf<readonly [typeof sales.description, typeof stock.description]>
const service = createTRPCClient<ServiceRouter>({ links: [] })
const [format, filters] = ['csv', {}] as const
const { mutate: ask } = service.export.createTicket
async function* dearRows() {
  yield { price: 'much' }
}

// @ts-expect-error no such report
void mutate({ report: 'trains', filters, format })
// @ts-expect-error no such filter
void mutate({ report: 'sales', filters: { region: 'Assam' }, format })
// @ts-expect-error no such value of the filter
void mutate({ report: 'sales', filters: { product: 'milk' }, format })
// @ts-expect-error no such column
void mutate({ report: 'sales', filters, columns: ['colour'], format })
// @ts-expect-error no such column to sort by
void mutate({ report: 'sales', filters, sort: [{ column: 'colour', direction: 'asc' }], format })
// @ts-expect-error no such direction
void mutate({ report: 'sales', filters, sort: [{ column: 'id', direction: 'up' }], format })
// @ts-expect-error no such format
void mutate({ report: 'sales', filters, format: 'pdf' })
// @ts-expect-error no filters
void mutate({ report: 'sales', format })
// @ts-expect-error no such report to save
void saveExport(service, { report: 'trains', filters, format }, 'trains.csv', { url: '' })
// @ts-expect-error no such report to follow
void createExportTracker(service).prepare({ report: 'trains', filters, format })
// @ts-expect-error a filter of the other report to follow
void createExportTracker(service).prepare({ report: 'stock', filters: { product: 'tea' }, format })
// @ts-expect-error a client without Coatcheck's router
createExportTracker(createTRPCClient<AppRouter>({ links: [] }))
// @ts-expect-error a filter of the service's other report
void ask({ report: 'stock', filters: { product: 'tea' }, format })
// @ts-expect-error a column of the service's other report
void ask({ report: 'stock', filters, columns: ['price'], format })
// @ts-expect-error no such procedure
void service.report.everything.query()
// @ts-expect-error a scope that the report does not understand
createCoatcheck({ reports: [sales], viewer: () => ({ id: '', name: '', scope: { country: '' } }) })
// @ts-expect-error a cell of the wrong type
defineRowsReport({ ...sales, rows: dearRows })
// @ts-expect-error a misspelt key in the rows
defineRowsReport({ ...sales, rows: () => [{ id: 1, prodct: 'tea', price: 2 }] })
// @ts-expect-error a text instead of rows
defineRowsReport({ ...sales, rows: () => 'tea' })
// @ts-expect-error a misspelt option
createCoatcheck({ reports: [sales], viewer: () => null, downloadsPath: '/files' })
// @ts-expect-error a misspelt limit
createCoatcheck({ reports: [sales], viewer: () => null, limits: { rowMax: 1 } })
// @ts-expect-error no reports
createCoatcheck({ reports: [], viewer: () => null })
// @ts-expect-error a measure without its expression
defineReport({ ...stock, measures: {} })
// @ts-expect-error an order by a column that is not there
defineReport({ ...stock, rowOrder: [{ column: 'colour', direction: 'asc' }] })
