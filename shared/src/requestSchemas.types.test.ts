import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { reports, requests } from './demo/reports.ts'
import type {
  ExportRequest as AnyExportRequest,
  PageRequest as AnyPageRequest,
  RowsRequest as AnyRowsRequest,
} from './requestSchemas.ts'

// The type checker is what fails here; at run time nothing happens.

type ExportRequest = AnyExportRequest<typeof reports>
type PageRequest = AnyPageRequest<typeof reports>
type RowsRequest = AnyRowsRequest<typeof reports>
type Flights = Extract<ExportRequest, { report: 'flights' }>
type Strikes = Extract<ExportRequest, { report: 'bird-strikes' }>

interface Ask<Report, Columns, Sort = never> {
  report: Report
  filters: { from: string; until: string }
  format: 'xlsx'
  columns: Columns[]
  sort: { column: Sort; direction: 'asc' }[]
}

test('a request names one of the reports', () => {
  expectTypeOf<ExportRequest['report']>().toEqualTypeOf<
    'flights' | 'bird-strikes' | 'strike-costs'
  >()
  expectTypeOf<RowsRequest['report']>().toEqualTypeOf<'flights' | 'bird-strikes' | 'strike-costs'>()
  expectTypeOf<PageRequest['report']>().toEqualTypeOf<'flights' | 'bird-strikes' | 'strike-costs'>()
})

test('each report has its own filters and none of the other’s', () => {
  expectTypeOf<keyof Flights['filters']>().toEqualTypeOf<
    'from' | 'until' | 'origins' | 'destinations' | 'minDelay' | 'maxDelay'
  >()
  expectTypeOf<keyof Strikes['filters']>().toEqualTypeOf<
    'from' | 'until' | 'airports' | 'species' | 'damages' | 'minCost'
  >()
  expectTypeOf<Flights['filters']['minDelay']>().toEqualTypeOf<number | undefined>()
  expectTypeOf<Flights['filters']['from']>().toEqualTypeOf<string>()
})

test('a request for one report takes its columns and rejects the other’s', () => {
  expectTypeOf<Ask<'flights', 'delay' | 'id'>>().toExtend<ExportRequest>()
  expectTypeOf<Ask<'bird-strikes', 'species' | 'id'>>().toExtend<ExportRequest>()
  expectTypeOf<Ask<'flights', 'species'>>().not.toExtend<ExportRequest>()
  expectTypeOf<Ask<'bird-strikes', 'delay'>>().not.toExtend<ExportRequest>()
  expectTypeOf<Ask<'flights', string>>().not.toExtend<ExportRequest>()
})

test('so it is with the columns to sort by', () => {
  expectTypeOf<Ask<'flights', 'id', 'delay'>>().toExtend<ExportRequest>()
  expectTypeOf<Ask<'flights', 'id', 'species'>>().not.toExtend<ExportRequest>()
  expectTypeOf<Ask<'bird-strikes', 'id', 'delay'>>().not.toExtend<ExportRequest>()
})

test('what may be left out may be left out, and the rest may not', () => {
  type Minimal = Pick<Flights, 'report' | 'filters' | 'format'>
  expectTypeOf<Minimal>().toExtend<ExportRequest>()
  expectTypeOf<Omit<Minimal, 'format'>>().not.toExtend<ExportRequest>()
  expectTypeOf<Omit<Minimal, 'filters'>>().not.toExtend<ExportRequest>()
})

test('what a client sends is typed as strictly as what the server reads', () => {
  type Sent = Extract<z.input<(typeof requests)['export']>, { report: 'flights' }>
  expectTypeOf<Sent['columns']>().toEqualTypeOf<Flights['columns']>()
  expectTypeOf<Sent['sort']>().toEqualTypeOf<Flights['sort']>()
})
