import { describe, expect, test } from 'vitest'
import { dayMs } from './constants.ts'
import type { ReportDescription } from './reportDescription.ts'
import { reports } from './demo/reports.ts'

const descriptions: readonly ReportDescription[] = reports

test('reports have different ids', () => {
  const ids = descriptions.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

describe.each(descriptions)('$id', ({ columns, fields, filters, measures, range }) => {
  const columnIds = columns.map(({ id }) => id)

  test('has a different id for each column, field and measure', () => {
    for (const list of [columns, fields, measures]) {
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
    }
  })

  test('has a field for each of its filters, and no other', () => {
    expect(fields.map(({ id }) => id).sort()).toEqual(Object.keys(filters.shape).sort())
  })

  test('offers values of its own columns only', () => {
    for (const field of fields) {
      if (field.kind !== 'values') continue
      expect(columnIds).toContain(field.column)
      expect([...columnIds, undefined]).toContain(field.detailColumn)
    }
  })

  test.runIf(range)('accepts the full range of days, and its last day alone', () => {
    expect(filters.safeParse(range).success).toBe(true)
    const lastDay = new Date(Date.parse(range!.until) - dayMs).toISOString().slice(0, 10)
    expect(filters.safeParse({ from: lastDay, until: range!.until }).success).toBe(true)
  })
})
