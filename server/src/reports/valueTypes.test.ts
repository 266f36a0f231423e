import { readFileSync } from 'node:fs'
import { columnTypes, type Column, type ColumnType } from '@coatcheck/shared'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import type { Database } from '../database/database.ts'
import { openDuckDb } from '../database/duckdb/duckdb.ts'
import { openPostgres } from '../database/postgres/postgres.ts'
import { never, query } from '../database/testing/readRows.ts'
import { csvEncoder } from '../formats/csv/csvEncoder.ts'
import { ceilSerial } from '../formats/testing/ceilSerial.ts'
import { encodeToFile } from '../formats/testing/encodedFile.ts'
import { readers, type ReadCell } from '../formats/testing/readers.ts'
import { xlsxEncoder } from '../formats/xlsx/xlsxEncoder.ts'

const document = readFileSync(new URL('../../../docs/valueTypes.md', import.meta.url), 'utf8')

interface Line {
  readonly value: string
  readonly type: ColumnType
  readonly cell: string
  readonly field: string
}

/** The lines of the table below a heading. */
function tableOf(heading: string): Line[] {
  const section = document.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!
  const rows = section.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(2).map((row) => {
    const [, value = '', type = '', cell = '', field = ''] = row
      .slice(2, -2)
      .split(' | ')
      .map((part) => part.trim())
    return {
      value: code(value),
      type: columnTypes.find((known) => known === code(type))!,
      cell,
      field,
    }
  })
}

function code(markdown: string): string {
  return markdown.replaceAll('`', '')
}

/** What the documentation says of a line, made from a real export. */
async function exported(database: Database, { value, type }: Line) {
  const column: Column = { id: 'value', label: 'Value', type, width: 10 }
  const options = { columns: [column], timeZone: 'Europe/Berlin' }
  const rows = () => database.stream(query(`SELECT ${value}`, [type]), never)
  try {
    const csv = await encodeToFile(csvEncoder, rows(), options)
    const workbook = await encodeToFile(xlsxEncoder, rows(), options)
    const [sheet] = await readers.SheetJS!(workbook.bytes)
    const field = csv.bytes.toString().split('\r\n')[1]!
    return {
      cell: cellText(sheet!.rows[1]?.[0] ?? null, type),
      field: field === '""' ? '—' : `\`${field}\``,
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'database-failed' })
    return { cell: 'refused', field: 'refused' }
  }
}

function cellText(value: ReadCell, type: ColumnType): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'string') return `\`"${value}"\``
  if (typeof value === 'boolean') return `\`${String(value).toUpperCase()}\``
  return `\`${/^date|^instant/.test(type) ? timeText(value) : String(value)}\``
}

/** The time of a serial, if it is the one that we would write. */
function timeText(serial: number): string {
  const ms = Math.round((serial - 25_569) * 86_400_000)
  if (ceilSerial(ms) !== serial) return `serial ${serial}`
  return new Date(ms)
    .toISOString()
    .replace('T00:00:00.000Z', '')
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '')
}

describe('the documentation says what becomes of', () => {
  describe('DuckDB', () => {
    let database: Database
    beforeAll(async () => {
      database = await openDuckDb()
    })
    afterAll(() => database.close())

    test.each(tableOf('DuckDB'))('$value as $type', async (line) => {
      const { cell, field } = line
      expect(await exported(database, line)).toEqual({ cell, field })
    })
  })

  describe.skipIf(noPostgres)('Postgres', () => {
    let server: PostgresServer
    let database: Database
    beforeAll(async () => {
      server = await startPostgres()
      const client = new Client({ connectionString: server.url })
      await client.connect()
      for (const statement of document.matchAll(/`(CREATE [^`]+)`/g)) {
        await client.query(statement[1]!)
      }
      await client.query('CREATE EXTENSION citext')
      await client.end()
      database = openPostgres({ url: server.url, connectionsMax: 2, statementMsMax: 10_000 })
    }, 30_000)
    afterAll(async () => {
      await database.close()
      await server[Symbol.asyncDispose]()
    })

    test.each(['json', 'xml', 'point'])('%s, which has no order', async (type) => {
      const sql = `SELECT value FROM (SELECT CAST(NULL AS ${type}) AS value) AS t ORDER BY value`
      const rows = database.stream(query(sql, ['text']), never)
      await expect(rows.next()).rejects.toMatchObject({ code: 'database-failed' })
    })

    test.each(tableOf('Postgres'))('$value as $type', async (line) => {
      const { cell, field } = line
      expect(await exported(database, line)).toEqual({ cell, field })
    })
  })
})
