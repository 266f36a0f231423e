import { expect, test } from 'vitest'
import type { ExportProgress } from '../exportProgress.ts'
import { listText, readList } from './listCommand.ts'

const delivered: ExportProgress = {
  exportId: '0b1f7f4e-7a53-4f0e-9a3c-1d1f0a9a1f0e',
  state: 'delivered',
  request: { report: 'flights', filters: {}, columns: [], sort: [], format: 'csv' } as never,
  listLengths: {},
  fileName: 'flights.csv',
  filterWords: [],
  rowCount: 3_000_000,
  rowsWritten: 3_000_000,
  bytesWritten: 12_345_678,
  bytesSent: 12_345_678,
  sha256: null,
  placeInLine: null,
  waitS: null,
  errorCode: null,
  durationMs: null,
  createdAt: '2026-01-31T12:00:00.000Z',
  finishedAt: null,
  deliveryCount: 0,
  keptUntil: null,
}
const listed = (part: Partial<ExportProgress>) => ({ ...delivered, ...part })
const linesOf = (...exports: ExportProgress[]) => listText(exports).trimEnd().split('\n')

test('columns are aligned, with numbers at the right', () => {
  const lines = linesOf(
    delivered,
    listed({ state: 'running', rowsWritten: 29, rowCount: 100, bytesWritten: 0 }),
    listed({ state: 'queued', placeInLine: 2 }),
    listed({ state: 'failed', errorCode: 'spool-full' }),
  )
  const [heading, ...rows] = lines
  expect(rows[0]).toMatch(
    /^0b1f7f4e\S+ {2}2026-01-31 \d\d:00 {2}delivered .* 3,000,000 {2}12\.3 MB {2}flights\.csv$/,
  )
  expect(rows[1]).toMatch(/ running 29 % +100 +- {2}flights/)
  expect(rows[2]).toContain(' queued, place 2 ')
  expect(rows[3]).toContain(' failed: spool-full ')
  expect(new Set(rows.map((row) => row.indexOf('flights.csv')))).toEqual(
    new Set([heading!.indexOf('FILE')]),
  )
})

test('until when a file can be fetched is shown, and nothing for one that cannot be', () => {
  const keptUntil = '2026-01-31T12:10:00.000Z'
  const [heading, kept, gone] = linesOf(listed({ keptUntil }), listed({ keptUntil: null }))
  const at = heading!.indexOf('FETCH UNTIL')
  expect(kept!.slice(at)).toMatch(/^2026-01-31 \d\d:10 {2}/)
  expect(gone!.slice(at)).toMatch(/^ {18}3,000,000 {2}/)
})

test('no name from a server is a line of its own, or steers a terminal', () => {
  const lines = linesOf(listed({ fileName: 'a\n\u001B[2J\u202E.csv' }))
  expect(lines).toHaveLength(2)
  expect(lines[1]).not.toMatch(/[\u001B\u202E]/)
})

test.each(['0', '101', '1.5', 'ten', ''])('--limit %j is refused', (limit) => {
  expect(() => readList([`--limit=${limit}`])).toThrow(
    '--limit must be a whole number from 1 to 100',
  )
})

test('limit and search are passed on', () => {
  expect(readList(['--limit', '5', '--search', 'SEA'])).toEqual({ limit: 5, search: 'SEA' })
  expect(readList([])).toEqual({})
})
