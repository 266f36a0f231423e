import { expect, test } from 'vitest'
import { estimatedBytes, sheetCount, workbookRowsMax } from './exportSize.ts'
import { birdStrikes, flights } from '../testing/outlines.ts'

test('the estimated size is within a fifth of the measured one', () => {
  for (const [report, format, bytesPerRow] of [
    [flights, 'xlsx', 62.3],
    [flights, 'csv', 68.8],
    [birdStrikes, 'xlsx', 76.9],
    [birdStrikes, 'csv', 127.2],
  ] as const) {
    const ratio = estimatedBytes(format, report.columns, 1000) / (bytesPerRow * 1000)
    expect(ratio).toBeGreaterThan(0.8)
    expect(ratio).toBeLessThan(1.2)
  }
})

test('rows beyond the limit of a sheet need another one', () => {
  expect([0, 1_048_575, 1_048_576].map(sheetCount)).toEqual([1, 1, 2])
})

test('only a workbook that is made from a template has a limit of its own', () => {
  const limits = { rowsMax: 5, queuedMax: 1, prepares: true }
  expect(workbookRowsMax(limits, 'costs')).toBe(Infinity)
  const filled = { ...limits, xlsxRowsMax: { costs: 9 } }
  const rows = ['costs', 'flights', 'constructor'].map((id) => workbookRowsMax(filled, id))
  expect(rows).toEqual([9, Infinity, Infinity])
})
