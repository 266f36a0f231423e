import { join } from 'node:path'
import type { ColumnType } from '@coatcheck/shared'
import { openDuckDb } from '../../src/database/duckdb/duckdb.ts'
import { fileReport } from '../../src/fileReports/fileReport.ts'
import { inspectData } from '../../src/fileReports/inspectData.ts'
import { openDataFolder } from '../../src/fileReports/testing/dataFolder.ts'
import { Random } from '../../src/formats/testing/random.ts'
import { expectedValue } from './expectedValue.ts'
import { parquetKinds } from './duckDbKinds.ts'
import { openOwnDuckDb, type OwnDuckDb } from './duckDbOwn.ts'
import { fileFilters } from './fileFilters.ts'
import { validJson } from './validJson.ts'
import {
  placesReader,
  type OwnColumn,
  type OwnTable,
  type OwnTables,
  type TableSize,
} from './ownTable.ts'
import { randomSqlTable, rowsSql, type SqlTable } from './randomSqlTable.ts'

/** Reports of Parquet files, as `--data` makes them. */
export async function parquetTables(seeds: readonly number[], size: TableSize): Promise<OwnTables> {
  const folder = await openDataFolder()
  const own = await openOwnDuckDb()
  const paths: string[] = []
  for (const seed of seeds) {
    const path = join(folder.path, `parquet-${seed}.parquet`)
    await writeParquet(
      own,
      path,
      randomSqlTable(new Random(seed), { ...size, kinds: parquetKinds }),
    )
    paths.push(path)
  }
  const { tables } = await inspectData(paths, folder.workspace)
  // A worker thread gets a copy.
  const copies = structuredClone(tables)
  const database = await openDuckDb({ views: copies.map(({ view }) => view) })
  const made: OwnTable[] = []
  for (const [index, table] of copies.entries()) {
    const seed = seeds[index]!
    const report = fileReport(table)
    const from = `read_parquet('${paths[index]!}', file_row_number = true)`
    const read = await readParquet(own, from)
    const columns = read.columns.map((column, place) => ({
      ...column,
      id: report.description.columns[place]!.id,
    }))
    made.push({
      name: `parquet ${seed}`,
      report,
      database,
      columns,
      rows: read.rows,
      filters: fileFilters(new Random(seed), table, { columns, rows: read.rows }),
      places: placesReader(own, read.from, 'place'),
    })
  }
  return {
    tables: made,
    async [Symbol.asyncDispose]() {
      await database.close()
      await own[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function writeParquet(own: OwnDuckDb, path: string, table: SqlTable): Promise<void> {
  const names = table.names.map((name, index) => {
    const isTaken =
      table.names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index
    return `c${index} AS "${(isTaken ? `${name} ${index}` : name).replaceAll('"', '""')}"`
  })
  await own.run(
    `COPY (SELECT ${names.join(', ')} FROM (${rowsSql(table)}) ORDER BY place)
     TO '${path}' (FORMAT parquet)`,
  )
}

async function readParquet(own: OwnDuckDb, path: string) {
  const described = await own.rows(`DESCRIBE FROM ${path.replace(', file_row_number = true', '')}`)
  const aliases = described.map((_, index) => `c${index}`)
  const from = described.some(([name]) => name!.toLowerCase() === 'file_row_number')
    ? `(SELECT *, row_number() OVER () - 1 FROM ${path.replace(', file_row_number = true', '')}) AS t(${aliases.join(', ')}, place)`
    : `${path} AS t(${aliases.join(', ')}, place)`
  const texts = described.map(([, type], index) => ownText(`c${index}`, type!))
  const rows = await own.texts(texts, `FROM ${from} ORDER BY place`)
  const columns = described.map(([name, sqlType], index): Omit<OwnColumn, 'id'> => {
    const values = rows.map((row) => row[index]!)
    return {
      label: name!.trim() === '' ? `Column ${index + 1}` : name!.trim(),
      type: columnType(sqlType!, values),
      sql: `c${index}`,
      isSortable: true,
    }
  })
  const expected = rows.map((row) =>
    row.map((text, index) => {
      const [, sqlType = ''] = described[index]!.map(String)
      const { type } = columns[index]!
      return expectedValue(text && shownText(text, sqlType, type), { type })
    }),
  )
  return { columns, from, rows: expected }
}

const nested = /\]$|^(STRUCT|MAP|UNION)\(/

function ownText(column: string, sqlType: string): string {
  if (nested.test(sqlType)) return `CAST(to_json(${column}) AS VARCHAR)`
  return sqlType === 'BLOB' ? `lower(hex(${column}))` : `CAST(${column} AS VARCHAR)`
}

function shownText(text: string, sqlType: string, type: ColumnType): string {
  if (nested.test(sqlType)) return validJson(text)
  const isInstant = sqlType === 'TIMESTAMP WITH TIME ZONE' && type === 'text'
  return isInstant ? text.replace(/ (?=\d\d:)/, 'T').replace(/\+00$/, 'Z') : text
}

/** By docs/ownData.md. */
function columnType(sqlType: string, values: readonly (string | null)[]): ColumnType {
  if (/INT(EGER)?$|^DECIMAL/.test(sqlType)) return 'decimal'
  if (/^(DOUBLE|FLOAT)$/.test(sqlType)) return 'number'
  if (sqlType === 'BOOLEAN' || sqlType === 'DATE') return sqlType.toLowerCase() as ColumnType
  if (!sqlType.startsWith('TIMESTAMP')) return 'text'
  if (values.some((value) => /\.\d{3}0*[1-9]/.test(value ?? ''))) return 'text'
  return sqlType === 'TIMESTAMP WITH TIME ZONE' ? 'instant' : 'datetime'
}
