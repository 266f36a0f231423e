import { describeReport, type Viewer } from '@coatcheck/shared'
import { createTRPCClient } from '@trpc/client'
import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createCoatcheck } from './createCoatcheck.ts'
import type { ScopeOf } from '../reports/anyReport.ts'
import { sql } from '../reports/condition.ts'
import { defineReport } from '../reports/defineReport.ts'
import { defineRowsReport } from '../reports/rowsReport.ts'

// The type checker is what fails here; at run time nothing happens.

const common = { description: '', range: null, fields: [], measures: [], charts: [] } as const

const visits = describeReport({
  ...common,
  id: 'visits',
  title: 'Visits',
  filters: z.strictObject({ year: z.int() }),
  columns: [{ id: 'page', label: 'Page', type: 'text', width: 10 }],
})

const visitsReport = defineReport({
  description: visits,
  source: 'visits',
  restrict: (scope: { readonly site: string }) => [sql`"site" = ${scope.site}`],
  filter: ({ year }) => [sql`"year" = ${year}`],
  rowOrder: [{ column: 'page', direction: 'asc' }],
  storedInRowOrder: false,
  measures: {},
})

const salesReport = defineRowsReport({
  description: {
    ...common,
    id: 'sales',
    title: 'Sales',
    filters: z.strictObject({ shop: z.string().optional() }),
    columns: [{ id: 'total', label: 'Total', type: 'number', width: 10 }],
  },
  async *rows(_asked, _viewer: Viewer<{ readonly shops: string[] }>) {
    yield { total: 1 }
  },
  count: () => 1,
})

const uncalled = (_use: () => void) => {}

type Both = readonly [typeof visitsReport, typeof salesReport]

test('a viewer’s scope is what all reports together understand', () => {
  expectTypeOf<ScopeOf<Both>>().toEqualTypeOf<
    { readonly site: string } & { readonly shops: string[] }
  >()
})

test('a client asks for reports, filters and columns that there are', () => {
  uncalled(() => {
    const coatcheck = createCoatcheck({
      reports: [visitsReport, salesReport],
      viewer: () => ({ id: '', name: '', scope: { site: '', shops: [] } }),
    })
    void coatcheck.close()
    const { export: exports, report } = createTRPCClient<typeof coatcheck.router>({ links: [] })
    const format = 'xlsx'
    const { mutate } = exports.createTicket

    void mutate({ report: 'visits', filters: { year: 2026 }, columns: ['page'], format })
    void mutate({
      report: 'sales',
      filters: {},
      sort: [{ column: 'total', direction: 'asc' }],
      format,
    })
    // @ts-expect-error There is no such report.
    void mutate({ report: 'trains', filters: {}, format })
    // @ts-expect-error A filter that the other report has.
    void mutate({ report: 'visits', filters: { shop: '' }, format })
    // @ts-expect-error A filter of another type.
    void mutate({ report: 'visits', filters: { year: '2026' }, format })
    // @ts-expect-error A filter that must be there.
    void mutate({ report: 'visits', filters: {}, format })
    // @ts-expect-error A column that the other report has.
    void mutate({ report: 'sales', filters: {}, columns: ['page'], format })
    // @ts-expect-error A column to sort by that the other report has.
    void mutate({
      report: 'sales',
      filters: {},
      sort: [{ column: 'page', direction: 'asc' }],
      format,
    })
    // @ts-expect-error No such format.
    void mutate({ report: 'sales', filters: {}, format: 'pdf' })
    // @ts-expect-error No such report to count.
    void report.summary.query({ report: 'trains', filters: {} })
  })
})

test('a scope that a report does not understand is refused where it is made', () => {
  uncalled(() => {
    createCoatcheck({
      reports: [visitsReport],
      // @ts-expect-error The scope has no site.
      viewer: () => ({ id: '', name: '', scope: { shops: [] } }),
    })
  })
})

test('rows have the columns of the description, and cells their types', () => {
  uncalled(() => {
    const description = salesReport.description
    const count = () => 1
    // @ts-expect-error A text in a column of numbers.
    defineRowsReport({ description, count, async *rows() { yield { total: '1' } } }) // prettier-ignore
  })
})
