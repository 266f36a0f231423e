import { expect, test } from 'vitest'
import { flightsReport } from '../demo/flights.ts'
import { analyst, viewerOf } from '../demo/testing/demoRequests.ts'
import type { AnyReport } from './anyReport.ts'
import { Catalogue } from './catalogue.ts'
import { defineRowsReport } from './rowsReport.ts'
import { viewerScope } from './viewerScope.ts'

const rowsReport = defineRowsReport({
  description: { ...flightsReport.description, charts: [], measures: [] },
  rows: () => [],
  count: () => 0,
})

test('a viewer of all rows has no scope; others have one, in the language of the page', () => {
  expect(viewerScope(flightsReport, analyst)).toBeUndefined()
  expect(viewerScope(flightsReport, viewerOf('SEA'))).toBe('Airports SEA')
  expect(viewerScope(flightsReport, viewerOf('SEA'), 'de')).toBe('Flughäfen SEA')
})

test('a report that does not describe its scopes has no words for them', () => {
  const wordless = { ...flightsReport, describeScope: undefined } as unknown as AnyReport
  expect(viewerScope(wordless, viewerOf('SEA'))).toBe('')
  expect(viewerScope(rowsReport, viewerOf('SEA'))).toBeUndefined()
  const describeScope = () => 'Some'
  expect(viewerScope({ ...rowsReport, describeScope }, analyst)).toBe('Some')
})

test('each report is listed with what its viewer may see of it', async () => {
  const catalogue = new Catalogue([flightsReport])
  expect(await catalogue.outlinesFor(viewerOf('ATL'), 'en')).toMatchObject([
    { id: 'flights', scope: 'Airports ATL' },
  ])
  const [all] = await catalogue.outlinesFor(analyst, 'en')
  expect(Object.keys(all!)).not.toContain('scope')
})
