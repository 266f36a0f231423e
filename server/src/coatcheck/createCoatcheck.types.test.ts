import { describeReport, type Viewer } from '@coatcheck/shared'
import { createTRPCClient } from '@trpc/client'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createCoatcheck } from './createCoatcheck.ts'
import type { ScopeOf } from '../reports/anyReport.ts'
import { sql } from '../reports/condition.ts'
import { defineReport } from '../reports/defineReport.ts'
import { defineRowsReport } from '../reports/rowsReport.ts'

// The type checker is what fails here; at run time little happens.

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

const shops = {
  id: 'shops',
  title: 'Shops',
  filters: z.strictObject({}),
  columns: [
    { id: 'id', label: 'Id', type: 'integer', width: 10 },
    { id: 'name', label: 'Name', type: 'text', width: 10 },
  ],
} as const

const count = () => 1

test('rows may come in an array, in an iterable, one by one, or later', () => {
  const row = { id: 1, name: 'Graz' }
  uncalled(() => {
    defineRowsReport({ description: shops, count, rows: () => [row] })
    defineRowsReport({ description: shops, count, rows: () => new Set([row]) })
    defineRowsReport({ description: shops, count, rows: () => Promise.resolve([row]) })
    defineRowsReport({ description: shops, count, rows: async () => [row].values() })
    defineRowsReport({
      description: shops,
      count,
      *rows() {
        yield row
      },
    })
    defineRowsReport({
      description: shops,
      count,
      async *rows() {
        yield row
      },
    })
    // @ts-expect-error A text is not rows.
    defineRowsReport({ description: shops, count, rows: () => 'Graz' })
    // @ts-expect-error A cell of another type, in an array.
    defineRowsReport({ description: shops, count, rows: () => [{ id: 'one', name: 'Graz' }] })
  })
})

test('a misspelt key of a row is refused, but not a key beside all columns', () => {
  uncalled(() => {
    defineRowsReport({ description: shops, count, rows: () => [{ id: 1, name: 'Graz', owner: 2 }] })
    defineRowsReport({ description: shops, count, rows: () => [{ id: 1 }, { name: 'Graz' }] })
    defineRowsReport({
      description: shops,
      count,
      rows: (): Record<string, string>[] => [],
    })
    // @ts-expect-error No column is called `nam`.
    defineRowsReport({ description: shops, count, rows: () => [{ id: 1, nam: 'Graz' }] })
    // @ts-expect-error The same, later.
    defineRowsReport({ description: shops, count, rows: async () => [{ id: 1, nam: 'Graz' }] })
    defineRowsReport({
      description: shops,
      count,
      // @ts-expect-error The same, one by one, in rows that are not the same.
      async *rows(_asked, _viewer, signal) {
        if (signal.aborted) yield { id: 2 }
        yield { id: 1, nam: 'Graz' }
      },
    })
  })
})

test('what a description leaves out has its default, also in its type', () => {
  const report = defineRowsReport({ description: shops, count, rows: () => [] })
  expectTypeOf(report.description.fields).toEqualTypeOf<readonly []>()
  expectTypeOf(report.description.id).toEqualTypeOf<'shops'>()
  expect(report.description).toEqual({
    ...shops,
    description: '',
    range: null,
    fields: [],
    measures: [],
    charts: [],
  })
})

const shopsQuery = {
  source: 'shops',
  restrict: () => [],
  filter: () => [],
  rowOrder: [{ column: 'id', direction: 'asc' }],
} as const

test('a query report without measures needs none, and one with measures needs each', () => {
  expect(defineReport({ ...shopsQuery, description: shops }).measures).toEqual({})
  const measures = [{ id: 'shops', label: 'Shops', type: 'integer' }] as const
  const description = { ...shops, measures }
  defineReport({ ...shopsQuery, description, measures: { shops: 'count(*)' } })
  uncalled(() => {
    // @ts-expect-error No expression for the measure.
    defineReport({ ...shopsQuery, description })
    defineReport({
      ...shopsQuery,
      description: shops,
      // @ts-expect-error No such column.
      rowOrder: [{ column: 'nam', direction: 'asc' }],
    })
  })
})
