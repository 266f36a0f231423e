import { columnTypes, type FilterField } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { statusOf } from '../src/appError.ts'
import { createMetrics } from '../src/index.ts'
import { operations } from '../src/openApi/operations.ts'
import { documentedTable } from '../testing/documentation.ts'

/** The table without its heading, some cells of each row. */
async function rows(heading: string, ...cells: number[]): Promise<unknown[]> {
  const [, ...table] = await documentedTable('http.md', heading)
  return table.map((row) => cells.map((cell) => row[cell]))
}

const fieldKinds: Record<FilterField['kind'], true> = { day: true, number: true, values: true }

test('the page has every error code with its status', async () => {
  const codes = Object.entries(statusOf).map(([code, { http }]) => [code, String(http)])
  expect(await rows('code', 0, 1)).toEqual(codes)
})

test('it has every procedure with its kind', async () => {
  expect(await rows('procedure', 0, 1)).toEqual(operations.map(({ name, kind }) => [name, kind]))
})

test('it has every kind of field and type of column', async () => {
  expect(await rows('field kind', 0)).toEqual(Object.keys(fieldKinds).map((kind) => [kind]))
  expect(await rows('column type', 0)).toEqual(columnTypes.map((type) => [type]))
})

test('it has every metric with its type', async () => {
  const text = await createMetrics().text()
  const metrics = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type])
  expect(await rows('metric', 0, 1)).toEqual(metrics)
})
