import { expect, test } from 'vitest'
import { flights as described } from '../demo/flights.ts'
import { outlineOf } from '../reportDescription.ts'
import { reportHelp } from './help.ts'
import { progressText } from './progressLine.ts'

const flights = outlineOf(described)

test('no label of a server is shown as a line of its own, or steers a terminal', () => {
  const label = 'Delay\nsaved\r\u001B[2J\u202E'
  const fields = flights.fields.map((field) => ({ ...field, label }))
  const columns = flights.columns.map((column) => ({ ...column, label })) as never
  const help = reportHelp({ ...flights, title: label, description: label, fields, columns })
  expect(help).not.toMatch(/[\r\u001B\u202E]|^saved/m)
  expect(help.trimEnd().split('\n')).toHaveLength(5 + fields.length + flights.columns.length)
})

const common = {
  exportId: '',
  fileName: 'flights.csv',
  rowCount: 2_000,
  bytesReceived: 0,
  totalBytes: null,
}

test('a server may send more than it said', () => {
  const sizes = { bytesReceived: 3_000_000, totalBytes: 1_000_000 }
  const progress = { ...common, ...sizes, phase: 'downloading' } as const
  expect(progressText(progress)).toMatch(/^█{24} 100 % of 1\.0 MB/)
})

test('one row is no plural', () => {
  const progress = { ...common, rowCount: 1, phase: 'downloading' } as const
  expect(progressText(progress)).toMatch(/^1 row, /)
})

test('each phase is shown', () => {
  const queued = { ...common, phase: 'queued', placeInLine: 3, waitS: 240 } as const
  expect(progressText(queued)).toBe('Place 3 in line, about 4 min to wait')
  expect(progressText({ ...queued, waitS: null })).toBe('Place 3 in line')
  const preparing = { ...common, phase: 'preparing', rowsWritten: 500 } as const
  expect(progressText(preparing)).toBe(`██████${'░'.repeat(18)}  25 % of 2,000 rows prepared`)
})
