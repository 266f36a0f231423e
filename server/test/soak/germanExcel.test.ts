import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dayMs, type Column, type ColumnType } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/openDatabase.ts'
import { valueAt } from '../../src/database/testing/readRows.ts'
import { csvEncoder } from '../../src/formats/csv/csvEncoder.ts'
import {
  readAsGermanExcel,
  type ExcelCell,
} from '../../src/formats/csv/testing/readAsGermanExcel.ts'
import { encodeToFile } from '../../src/formats/testing/encodedFile.ts'
import { Random } from '../../src/formats/testing/random.ts'
import { columnOf, tableOf } from '../../src/formats/testing/randomTable.ts'
import { readers } from '../../src/formats/testing/readers.ts'
import { xlsxEncoder } from '../../src/formats/xlsx/xlsxEncoder.ts'
import { convertFiles, noLibreOffice } from '../../testing/libreOffice.ts'
import { times } from '../../testing/soak.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'

const minuteMs = 60_000
const timeout = 30 * minuteMs

describe.skipIf(noLibreOffice())('in German,', () => {
  test('a CSV file falls into columns of values that add up', { timeout }, async () => {
    const { bytes, columns, expected } = await germanCsv(2000)
    expect(readAsGermanExcel(bytes, columns.length).slice(1)).toEqual(expected)
    const rows = await openedInLibreOffice(bytes)
    const firstWrong = expected.findIndex((row, index) => !sameCells(rows[index + 1] ?? [], row))
    expect(firstWrong < 0 ? null : rows[firstWrong + 1]).toEqual(expected[firstWrong] ?? null)
    const cents = columns.findIndex(({ type }) => type === 'decimal')
    const sum = (cells: readonly (readonly unknown[] | undefined)[]) =>
      cells.reduce((total, row) => total + Math.round(Number(row?.[cents]) * 100), 0)
    expect(sum(rows.slice(1))).toBe(sum(expected))
  })

  const rowCount = times(20_000, 1_000_000)
  test(
    `SUM over ${rowCount} amounts is that of the database, to the cent`,
    { timeout },
    async () => {
      await using folder = await temporaryFolder()
      const file = join(folder.path, 'amounts.xlsx')
      const { bytes, sum } = await moneyWorkbook(rowCount)
      await writeFile(file, bytes)
      const [csv] = await convertFiles([file], {
        to: 'csv',
        folder: folder.path,
        locale: 'de-DE',
        sheet: { place: 2, name: 'Summe' },
        asShown: true,
      })
      // As shown: with the decimal mark of the locale.
      expect((await readFile(csv!, 'utf8')).trim()).toBe(`"${sum.replace('.', ',')}"`)
    },
  )
})

const texts = [
  'Köln',
  'a;b',
  '007',
  '1.10',
  '1,5',
  '31.12.',
  'MAI 2',
  'x"y',
  '=1+1',
  '-5',
  'WAHR',
  '',
]

/** Random rows of every type, and the cells that a person has to see. */
async function germanCsv(rowCount: number) {
  const random = new Random(7)
  const types: ColumnType[] = [
    'text',
    'integer',
    'number',
    'decimal',
    'boolean',
    'date',
    'datetime',
  ]
  const columns = types.map(columnOf)
  const firstMs = Date.UTC(1901, 0, 1)
  const values = types.map((type) =>
    Array.from({ length: rowCount }, () => {
      switch (type) {
        case 'text':
          return random.pick(texts)
        case 'decimal':
          return (random.integer(-1e9, 1e9) / 100).toFixed(2)
        case 'number':
          return random.integer(-1e6, 1e6) / 1000
        case 'boolean':
          return random.integer(0, 1)
        case 'date':
          return random.integer(-25_000, 60_000)
        case 'datetime':
          return firstMs + random.integer(0, 6e9) * 1000
        default:
          return random.integer(-1e15 + 1, 1e15 - 1)
      }
    }),
  )
  const table = tableOf(columns, values, { random, timeZone: 'UTC' })
  const options = { ...table, locale: 'de-DE', csvDialect: 'excel' } as const
  const { bytes } = await encodeToFile(csvEncoder, table.batches, options)
  const expected = Array.from({ length: rowCount }, (_, row) =>
    columns.map((column, index) => shownCell(column, values[index]![row]!)),
  )
  return { bytes, columns, expected }
}

function shownCell({ type }: Column, value: string | number): ExcelCell {
  if (type === 'text') return value === '' ? null : value === '=1+1' ? "'=1+1" : value
  if (type === 'boolean') return value === 1
  if (type === 'date') return Number(value) + 25_569
  if (type === 'datetime') return (Number(value) + 25_569 * dayMs) / dayMs
  return Number(value)
}

async function openedInLibreOffice(csv: Uint8Array) {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'german.csv')
  await writeFile(file, csv)
  const german = { folder: folder.path, locale: 'de-DE', separator: ';' } as const
  const [workbook] = await convertFiles([file], { ...german, to: 'xlsx' })
  const [sheet] = await readers.hucre!(await readFile(workbook!))
  return sheet!.rows
}

/** A time may differ by half a millisecond: it becomes text and a number again on the way. */
function sameCells(cells: readonly unknown[], expected: readonly ExcelCell[]): boolean {
  return expected.every((value, index) => {
    const cell = cells[index] ?? null
    if (typeof value !== 'number' || typeof cell !== 'number') return cell === value
    return Math.abs(cell - value) <= Math.max(Math.abs(value) * 1e-15, 5e-9)
  })
}

/** A workbook of amounts of money with a formula that adds them up, and the sum of the database. */
async function moneyWorkbook(rowCount: number) {
  const database = await openDatabase({ engine: 'duckdb' })
  try {
    return await writeMoney(database, rowCount)
  } finally {
    await database.close()
  }
}

async function writeMoney(database: Database, rowCount: number) {
  const rows = `SELECT i AS id, DATE '2001-01-01' + CAST(i % 180 AS INTEGER) AS day,
    CAST(((i * 7919) % 9999991 - 4000000) / 100.0 AS DECIMAL(12,2)) AS amount
    FROM range(${rowCount}) AS numbers(i)`
  const types: ColumnType[] = ['integer', 'date', 'decimal']
  const signal = new AbortController().signal
  const batches = database.stream({ sql: rows, values: [], columnTypes: types }, signal)
  const { bytes } = await encodeToFile(xlsxEncoder, batches, {
    title: 'Beträge',
    columns: types.map(columnOf),
    locale: 'de-DE',
    design(workbook, sheet) {
      const cell = workbook.addWorksheet('Summe').getCell('A1')
      cell.value = { formula: `SUM('${sheet.name}'!C2:C1048576)`, result: 0 }
      cell.numFmt = '0.00'
    },
  })
  const sumQuery = `SELECT CAST(sum(amount) AS VARCHAR) FROM (${rows})`
  const total = database.stream({ sql: sumQuery, values: [], columnTypes: ['text'] }, signal)
  for await (const { vectors } of total) {
    return { bytes, sum: String(valueAt(vectors[0]!, 0)) }
  }
  throw new Error('The database has no sum.')
}
