import { expect, test } from 'vitest'
import { demoCatalogue } from '../demo/testing/demoRequests.ts'
import { templateValues } from './templateValues.ts'

test('placeholders have the request’s filters, typed, and who exports', () => {
  const job = {
    exportId: 'export-1',
    viewer: { id: 'ada', name: 'Ada', scope: { kind: 'all' } },
    request: {
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-02-01', origins: ['SEA', 'ATL'], minDelay: 15 },
      format: 'xlsx',
      timeZone: 'Europe/Berlin',
      locale: 'de',
    },
    requestedAt: '2026-07-01T22:30:00.000Z',
    fileDescriptor: -1,
  } as const
  expect(templateValues(demoCatalogue.report('flights'), job)).toEqual({
    title: { text: 'Flüge' },
    exportId: { text: 'export-1' },
    exportedAt: { text: '02.07.2026, 00:30:00' },
    timeZone: { text: 'Europe/Berlin' },
    scope: { text: 'Alle' },
    'viewer.id': { text: 'ada' },
    'viewer.name': { text: 'Ada' },
    'filters.from': { text: '01.01.2001', cell: { type: 'date', value: Date.UTC(2001, 0, 1) } },
    'filters.until': { text: '31.01.2001', cell: { type: 'date', value: Date.UTC(2001, 0, 31) } },
    'filters.origins': { text: 'SEA, ATL' },
    'filters.minDelay': { text: '15 min', cell: { type: 'number', value: 15 } },
  })
})
