// What must not compile: each mistake is one line, below a comment that expects it.
import {
  createCoatcheck,
  defineReport,
  defineRowsReport,
  type AppRouter as DemoRouter,
} from '@coatcheck/server'
import { saveExport } from '@coatcheck/shared/client'
import { createTRPCClient } from '@trpc/client'
import { sales, stock, type AppRouter } from './app.ts'

const { mutate } = createTRPCClient<AppRouter>({ links: [] }).reports.export.createTicket
const demo = createTRPCClient<DemoRouter>({ links: [] })
const [format, filters] = ['csv', {}] as const
const days = { from: '2001-01-01', until: '2001-02-01' }
const { mutate: ask } = demo.export.createTicket
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
void saveExport(demo, { report: 'trains', filters: days, format }, 'trains.csv', { url: '' })
// @ts-expect-error a filter of the demo's other report
void ask({ report: 'flights', filters: { ...days, species: ['Gull'] }, format })
// @ts-expect-error a column of the demo's other report
void ask({ report: 'bird-strikes', filters: days, columns: ['delay'], format })
// @ts-expect-error no such procedure
void demo.report.everything.query()
// @ts-expect-error a scope that the report does not understand
createCoatcheck({ reports: [sales], viewer: () => ({ id: '', name: '', scope: { country: '' } }) })
// @ts-expect-error a cell of the wrong type
defineRowsReport({ ...sales, rows: dearRows })
// @ts-expect-error a measure without its expression
defineReport({ ...stock, measures: {} })
// @ts-expect-error an order by a column that is not there
defineReport({ ...stock, rowOrder: [{ column: 'colour', direction: 'asc' }] })
