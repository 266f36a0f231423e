import type { ExportRequest, Viewer } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { demoCatalogue } from '../demo/testing/demoRequests.ts'
import { aboutExport } from './aboutExport.ts'

const viewer: Viewer = {
  id: 'seattle',
  name: 'Seattle station',
  scope: { kind: 'airports', airports: ['SEA', 'PDX'] },
}
const request: ExportRequest = {
  report: 'flights',
  filters: {
    from: '2001-01-01',
    until: '2001-02-01',
    origins: ['SEA', 'ATL'],
    minDelay: 0,
  },
  sort: [
    { column: 'delay', direction: 'desc' },
    { column: 'originCity', direction: 'asc' },
  ],
  format: 'xlsx',
  timeZone: 'Europe/Berlin',
}

interface Changes {
  readonly request?: ExportRequest
  readonly viewer?: Viewer
  readonly cutTextCount?: number
  readonly textNumberCount?: number
}

function about({ cutTextCount = 0, textNumberCount = 0, ...changed }: Changes = {}) {
  const report = demoCatalogue.report((changed.request ?? request).report)
  const job = {
    exportId: 'export-1',
    viewer,
    request,
    requestedAt: '2026-07-01T22:30:00.000Z',
    fileDescriptor: -1,
    ...changed,
  }
  return Object.fromEntries(
    aboutExport(report, job, { rowCount: 70, cutTextCount, textNumberCount }).map(
      ({ label, value }) => [label, value],
    ),
  )
}

test('the sheet says enough to make the same request again', () => {
  expect(about()).toEqual({
    Report: 'Flights',
    From: '2001-01-01',
    To: '2001-01-31',
    Origin: 'SEA, ATL',
    'Delay at least': '0 min',
    'Sorted by': 'Delay (descending), Origin city (ascending)',
    'Exported by': 'Seattle station (seattle)',
    'Rows that this person may see': 'Airports SEA, PDX',
    'Exported at': '2026-07-02 00:30:00 (Europe/Berlin)',
    'Time zone': 'Europe/Berlin',
    Rows: 70,
    Export: 'export-1',
  })
})

test('conditions are listed in words, in the language of the request', () => {
  const where: ExportRequest['where'] = [
    { column: 'delay', operator: 'between', min: 15, max: 1000 },
    { column: 'distance', operator: 'between', max: 5 },
    { column: 'date', operator: 'between', min: '2001-01-31' },
    { column: 'origin', operator: 'isNot', values: ['SEA', 'ATL'] },
    { column: 'originCity', operator: 'contains', text: '$& {value}' },
    { column: 'originState', operator: 'blank' },
  ]
  expect(about({ request: { ...request, where } })).toMatchObject({
    Delay: '15 to 1000 min',
    Distance: 'up to 5 mi',
    'Origin city': 'contains “$& {value}”',
    'Origin state': 'blank',
  })
  expect(about({ request: { ...request, where, locale: 'de-DE' } })).toMatchObject({
    Verspätung: '15 bis 1.000 min',
  })
})

test('options that were left out are listed too', () => {
  const filters = { from: '2001-01-01', until: '2001-02-01' }
  const plain: ExportRequest = { report: 'flights', filters, format: 'xlsx' }
  expect(about({ request: plain })).toMatchObject({
    'Sorted by': "The report's own order",
    'Exported at': '2026-07-01 22:30:00 (UTC)',
    'Time zone': 'UTC',
  })
  expect(about({ request: { ...request, sort: [] } })).toMatchObject({
    'Sorted by': "The report's own order",
  })
})

test('a viewer who may see all rows is described so', () => {
  expect(about({ viewer: { ...viewer, scope: { kind: 'all' } } })).toMatchObject({
    'Rows that this person may see': 'All',
  })
})

test('texts that were cut are always reported', () => {
  expect(about()).not.toHaveProperty('Texts cut to fit a cell')
  expect(about({ cutTextCount: 3 })).toMatchObject({ 'Texts cut to fit a cell': 3 })
  expect(about({ textNumberCount: 2 })).toMatchObject({ 'Numbers as text, to keep all digits': 2 })
})

test('with a locale, the sheet is in that language, and days are written as there', () => {
  const german: ExportRequest = { ...request, locale: 'de-DE' }
  expect(about({ request: german, cutTextCount: 1 })).toEqual({
    Bericht: 'Flüge',
    Von: '01.01.2001',
    Bis: '31.01.2001',
    Start: 'SEA, ATL',
    'Verspätung ab': '0 min',
    'Sortiert nach': 'Verspätung (absteigend), Startort (aufsteigend)',
    'Exportiert von': 'Seattle station (seattle)',
    'Zeilen, die diese Person sehen darf': 'Flughäfen SEA, PDX',
    'Exportiert am': '02.07.2026, 00:30:00 (Europe/Berlin)',
    Zeitzone: 'Europe/Berlin',
    Zeilen: 70,
    'Für eine Zelle gekürzte Texte': 1,
    Export: 'export-1',
  })
})

test('a language that we do not speak gets English words, and its own dates', () => {
  expect(about({ request: { ...request, locale: 'fr-FR' } })).toMatchObject({
    Report: 'Flights',
    To: '31 janv. 2001',
  })
})
