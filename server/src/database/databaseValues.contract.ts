import { describe, expect, test } from 'vitest'
import { dayMs, type ColumnType } from '@coatcheck/shared'
import { infiniteDay } from '../columnBatch.ts'
import type { Database } from './database.ts'
import { query, readRows, type Value } from './testing/readRows.ts'

/** One value of each type: what the SQL says, and what a batch holds. */
const values: readonly (readonly [ColumnType, sql: string, expected: Value])[] = [
  ['text', `'Zürich 漢字 🛫'`, 'Zürich 漢字 🛫'],
  ['text', `''`, ''],
  ['text', `'exactly 12 b'`, 'exactly 12 b'],
  ['text', `'thirteen byte'`, 'thirteen byte'],
  ['text', `repeat('long ', 20000)`, 'long '.repeat(20_000)],
  ['text', `'tab' || chr(9) || 'and' || chr(1)`, 'tab\tand\u0001'],
  ['link', `'https://example.org/'`, 'https://example.org/'],
  ['integer', 'CAST(-32768 AS SMALLINT)', -32_768],
  ['integer', 'CAST(2147483647 AS INTEGER)', 2_147_483_647],
  ['integer', 'CAST(-2147483648 AS INTEGER)', -2_147_483_648],
  ['integer', 'CAST(9007199254740991 AS BIGINT)', Number.MAX_SAFE_INTEGER],
  ['integer', 'CAST(-9007199254740991 AS BIGINT)', Number.MIN_SAFE_INTEGER],
  ['integer', 'CAST(9007199254740993 AS BIGINT)', 9_007_199_254_740_993n],
  ['integer', 'CAST(9223372036854775807 AS BIGINT)', 9_223_372_036_854_775_807n],
  ['integer', 'CAST(-9223372036854775808 AS BIGINT)', -9_223_372_036_854_775_808n],
  ['integer', '(SELECT sum(CAST(i AS BIGINT)) FROM generate_series(1, 3) AS t(i))', 6],
  ['number', 'CAST(0.1 AS DOUBLE PRECISION)', 0.1],
  ['number', 'CAST(1.5 AS REAL)', 1.5],
  ['number', 'CAST(0.1 AS REAL)', 0.1],
  ['number', 'CAST(1e308 AS DOUBLE PRECISION)', 1e308],
  ['number', `CAST('NaN' AS DOUBLE PRECISION)`, NaN],
  ['number', `CAST('-Infinity' AS DOUBLE PRECISION)`, -Infinity],
  ['number', 'CAST(12345.678 AS DECIMAL(10, 3))', 12_345.678],
  ['number', 'CAST(7 AS BIGINT)', 7],
  ['decimal', 'CAST(1.10 AS DECIMAL(4, 2))', '1.10'],
  ['decimal', 'CAST(-0.05 AS DECIMAL(18, 2))', '-0.05'],
  [
    'decimal',
    `CAST('1234567890123456789012345678.0123456789' AS DECIMAL(38, 10))`,
    '1234567890123456789012345678.0123456789',
  ],
  ['decimal', 'CAST(9223372036854775807 AS BIGINT)', '9223372036854775807'],
  ['boolean', 'CAST(1 AS BOOLEAN)', 1],
  ['boolean', 'CAST(0 AS BOOLEAN)', 0],
  ['date', `DATE '1970-01-01'`, 0],
  ['date', `DATE '0001-01-01'`, Date.UTC(-1969, 0, 1) / dayMs - days(-1969, 1)],
  ['date', `DATE '9999-12-31'`, Date.UTC(9999, 11, 31) / dayMs],
  ['date', `DATE '1900-02-28'`, Date.UTC(1900, 1, 28) / dayMs],
  ['date', `CAST('infinity' AS DATE)`, infiniteDay],
  ['date', `CAST('-infinity' AS DATE)`, -infiniteDay],
  ['date', `CAST('-infinity' AS TIMESTAMP)`, -infiniteDay],
  ['datetime', `TIMESTAMP '2001-01-31 06:05:00'`, Date.UTC(2001, 0, 31, 6, 5)],
  ['datetime', `TIMESTAMP '1969-12-31 23:59:59.9995'`, -1],
  ['datetime', `TIMESTAMP '9999-12-31 23:59:59.999999'`, Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
  ['datetime', `CAST('-infinity' AS TIMESTAMP)`, -Infinity],
  ['datetime', `CAST('infinity' AS DATE)`, Infinity],
  ['instant', `CAST('infinity' AS TIMESTAMP WITH TIME ZONE)`, Infinity],
  ['datetime', `DATE '2001-02-03'`, Date.UTC(2001, 1, 3)],
  ['instant', `TIMESTAMP WITH TIME ZONE '2001-01-31 06:05:00+02'`, Date.UTC(2001, 0, 31, 4, 5)],
]

/** Days from the first of January of one year to that of another. */
function days(fromYear: number, toYear: number): number {
  return (utc(fromYear) - utc(toYear)) / dayMs
}

/** `Date.UTC` takes years 0 to 99 as 1900 to 1999. */
function utc(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1)
}

export function describeValues(database: () => Database): void {
  describe('values', () => {
    test.each(values)('reads %s of %s', async (type, sql, expected) => {
      const rows = await readRows(database(), query(`SELECT ${sql}`, [type]))
      expect(rows).toEqual([[expected]])
    })

    test.each(values)('reads %s of %s between nulls', async (type, sql, expected) => {
      const withNulls = `SELECT CASE WHEN i % 2 = 0 THEN ${sql} END FROM generate_series(1, 3) AS t(i)`
      const rows = await readRows(database(), query(withNulls, [type]))
      expect(rows).toEqual([[null], [expected], [null]])
    })

    test('keeps all integers of a batch exact when one of them is big', async () => {
      const sql = `SELECT CASE WHEN i = 2 THEN 9007199254740993 ELSE CAST(i AS BIGINT) END
        FROM generate_series(1, 3) AS t(i)`
      const rows = await readRows(database(), query(sql, ['integer']))
      expect(rows.map(([value]) => BigInt(value!))).toEqual([1n, 9_007_199_254_740_993n, 3n])
    })

    test('refuses an integer past 64 bits', async () => {
      const sql = 'SELECT CAST(9223372036854775807 AS DECIMAL(38, 0)) + 1'
      await expect(readRows(database(), query(sql, ['integer']))).rejects.toMatchObject({
        code: 'database-failed',
      })
    })

    test('refuses text in a column of numbers', async () => {
      await expect(
        readRows(database(), query(`SELECT 'seven'`, ['integer'])),
      ).rejects.toMatchObject({
        code: 'database-failed',
      })
    })
  })
}
