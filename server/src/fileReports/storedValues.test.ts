import { join } from 'node:path'
import type { Viewer } from '@coatcheck/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDuckDb } from '../database/duckdb/duckdb.ts'
import { query, readRows } from '../database/testing/readRows.ts'
import { chartQuery } from '../reports/chartQueries.ts'
import { countQuery, exportQuery, optionsQuery, summaryQuery } from '../reports/reportQueries.ts'
import { fileReport } from './fileReport.ts'
import { inspectData } from './inspectData.ts'
import { openDataFolder, type DataFolder } from './testing/dataFolder.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const viewer: Viewer = { id: 'local', name: 'Local', scope: { kind: 'all' } }

/** The report of a Parquet file with the column `value`, and the number of each row as `place`. */
async function reportOf(type: string, values: readonly string[]) {
  const rows = values.map((value, place) => `(CAST(${value} AS ${type}), ${place})`)
  const path = join(folder.path, `${crypto.randomUUID()}.parquet`)
  await folder.workspace.database.run(
    `COPY (FROM (VALUES ${rows.join(', ')}) AS t("value", place)) TO '${path}' (FORMAT parquet)`,
  )
  const { tables } = await inspectData([path], folder.workspace)
  const report = fileReport(tables[0]!)
  const database = await openDuckDb({ views: [tables[0]!.view] })
  const { range } = report.description
  return {
    report,
    filters: range ? { from: range.from, until: range.until } : {},
    read: (asked: Parameters<typeof readRows>[1]) => readRows(database, asked),
    /** The order that the database itself gives the file's own values. */
    ownOrder: async (direction: string) => {
      const sql = `SELECT CAST(place AS INTEGER) FROM read_parquet('${path}')
        ORDER BY "value" IS NULL, "value" ${direction}, place`
      return (await readRows(database, query(sql, ['integer']))).flat()
    },
    [Symbol.asyncDispose]: () => database.close(),
  }
}

/** Of each type, values whose texts would be in another order. */
const types: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['HUGEINT', ['9', '10', '-170141183460469231731687303715884105727', '9e37', 'NULL']],
  ['UHUGEINT', ['9', '10', '340282366920938463463374607431768211455', 'NULL']],
  ['UBIGINT', ['9', '10', '18446744073709551615', 'NULL', '18446744073709551614']],
  ['BIGINT', ['9007199254740993', '9007199254740992', '-10', '-9']],
  ['DECIMAL(38,10)', ['9.5', '10.25', '-0.0000000001', '1234567890123456789012345678', 'NULL']],
  ['DECIMAL(20,0)', ['9', '10', '99999999999999999999']],
  ['DECIMAL(9,2)', ['9.5', '10.25', '-3']],
  ['TIMESTAMP', [`'2024-01-31 10:00:00.000001'`, `'infinity'`, `'-infinity'`, `'12024-01-01'`]],
  ['TIMESTAMP_NS', [`'2024-01-31 10:00:00.000000002'`, `'1969-01-01'`, `'2024-02-01'`]],
  ['TIMESTAMPTZ', [`'2024-01-31 10:00:00.000001+02'`, `'infinity'`, `'-infinity'`, 'NULL']],
  ['TIMESTAMPTZ', [`'2024-01-31 10:00:00+02'`, `'infinity'`, `'-infinity'`, 'NULL']],
  ['DATE', [`'2024-01-31'`, `'infinity'`, `'-infinity'`, `'0044-03-15 (BC)'`, `'12024-01-01'`]],
  ['TIME', [`'10:00:00'`, `'09:00:00.000001'`, 'NULL']],
  ['TIMETZ', [`'10:00:00+02'`, `'09:00:00+00'`]],
  ['INTERVAL', [`'10 days'`, `'9 days'`, 'NULL', `'25 hours'`]],
  ['INTEGER[]', ['[10]', '[9]', '[9, 1]', 'NULL', '[]']],
  ['DOUBLE[]', [`['NaN'::DOUBLE]`, `[10]`, `[9]`, `['-Infinity'::DOUBLE]`]],
  ['STRUCT(a INTEGER)', ['{a: 10}', '{a: 9}', 'NULL']],
  ['FLOAT', ['0.1', '10', '9', `'NaN'`, `'-Infinity'`]],
  ['UUID', [`'ffffffff-0000-0000-0000-000000000000'`, `'00000000-0000-0000-0000-000000000001'`]],
  ['BLOB', [`'\\xFF'`, `'a'`, `'B'`]],
]

describe.each(types)('%s', (type, values) => {
  test('is sorted by its values, in both directions', async () => {
    await using made = await reportOf(type, values)
    const { report, filters, read } = made
    for (const direction of ['asc', 'desc'] as const) {
      const sort = [{ column: 'value', direction }]
      const rows = await read(
        exportQuery(report, { columns: ['value', 'place'], filters, sort }, viewer),
      )
      expect(rows.map((row) => row[1])).toEqual(await made.ownOrder(direction))
    }
  })

  test('is filtered, summed and charted', async () => {
    await using made = await reportOf(
      type,
      Array.from({ length: 30 }, (_, index) => values[index % values.length]!),
    )
    const { report, filters, read } = made
    const [[rowCount]] = (await read(summaryQuery(report, { filters }, viewer))) as [[number]]
    expect(rowCount).toBe(30)
    for (const chart of report.description.charts) {
      await read(chartQuery(report, { filters }, { viewer, chart }))
    }
    for (const field of report.description.fields) {
      if (field.kind !== 'values') continue
      for (const [value, count] of await read(optionsQuery(report, field.id, viewer))) {
        const chosen = { ...filters, [field.id]: [value] }
        expect(await read(countQuery(report, { filters: chosen }, viewer))).toEqual([[count]])
      }
    }
    if (filters.from !== undefined) {
      const day = { from: filters.from, until: filters.until }
      await read(countQuery(report, { filters: { ...day, from: '2024-01-31' } }, viewer))
    }
  })
})

describe('a bound of a number', () => {
  test.each([
    ['DECIMAL(38,0)', '9007199254740993'],
    ['BIGINT', '9007199254740993'],
    ['DECIMAL(38,2)', '9007199254740992.01'],
  ])('tells neighbours apart that are equal as doubles: %s', async (type, value) => {
    const values = Array.from({ length: 30 }, (_, index) => (index % 2 ? value : `${index}`))
    await using made = await reportOf(type, values)
    const { report, read } = made
    const { fields } = report.description
    expect(fields.map(({ id }) => id)).toEqual(['value-min', 'value-max'])
    const count = async (filters: Record<string, number>) =>
      (await read(countQuery(report, { filters }, viewer)))[0]![0]
    expect(await count({ 'value-max': 9_007_199_254_740_992 })).toBe(15)
    expect(await count({ 'value-min': 9_007_199_254_740_992 })).toBe(15)
    expect(await count({ 'value-min': 28.5 })).toBe(15)
    expect(await count({ 'value-max': 27.999 })).toBe(14)
    expect(await count({ 'value-max': -0.5 })).toBe(0)
    expect(await count({ 'value-min': 1e300 })).toBe(0)
    expect(await count({ 'value-min': -1e300 })).toBe(30)
    expect(await count({ 'value-max': 1e300 })).toBe(30)
  })
})

test('shows a fine time with a zone in one form, also before the year 1', async () => {
  const times = [`'2024-01-31 10:00:00.000001+02'`, `'0044-03-15 (BC) 10:00:00+00'`, `'infinity'`]
  await using made = await reportOf('TIMESTAMPTZ', times)
  const { report, filters, read } = made
  const rows = await read(exportQuery(report, { columns: ['value'], filters }, viewer))
  expect(rows.flat()).toEqual([
    '2024-01-31T08:00:00.000001Z',
    '0044-03-15 (BC)T10:00:00Z',
    'infinity',
  ])
})

test('sums money to the cent', async () => {
  const cents = Array.from({ length: 1000 }, (_, index) => `90071992547409.${10 + (index % 90)}`)
  await using made = await reportOf('DECIMAL(18,2)', cents)
  const { report, filters, read } = made
  const [row] = await read(summaryQuery(report, { filters }, viewer))
  const place = report.description.measures.findIndex(({ id }) => id === 'sum-value')
  const sum = cents.reduce((total, text) => total + BigInt(text.replace('.', '')), 0n)
  expect(row![place + 1]).toBe(Number(sum) / 100)
})
