import type { ColumnType } from '@coatcheck/shared'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { filePathSql, parquetSql } from '../database/duckdb/filePath.ts'
import { quotedName } from '../database/sqlText.ts'
import { IdSource } from './columnIds.ts'
import { rowNumberColumn } from './fileTable.ts'
import { needsCheck, storedColumn, type StoredColumn } from './storedColumn.ts'

export interface InspectedColumn {
  /** Name in the view and in requests. */
  readonly id: string
  readonly label: string
  readonly type: ColumnType
  /** SQL for what the column shows, where that is not the view's column. */
  readonly shownAs: string | undefined
  /** Whether the view's column can be compared with days, even where it is shown as text. */
  readonly isTime: boolean
  /** DuckDB's type of the view's column, where it is a number that is compared exactly. */
  readonly exactType: string | undefined
  /** Digits after the point of an exact decimal. */
  readonly scale: number | undefined
}

export interface InspectedFile {
  /** The Parquet file. */
  readonly path: string
  readonly columns: readonly InspectedColumn[]
  /** A query for all rows, with a column for each id and `rowNumberColumn`. */
  readonly sql: string
  /** The same with these columns alone: planning thousands that are not read takes far longer. */
  readonly sqlOf: (columns: readonly InspectedColumn[]) => string
}

interface RawColumn {
  readonly name: string
  readonly type: string
}

/**
 * The columns of a Parquet file as those of a report. Reads every value of a column whose type alone
 * does not tell whether a simpler type would lose something.
 *
 * @param labels the columns' names, where they are not those in the file
 * @throws the driver's error when the file cannot be read
 */
export async function inspectColumns(
  database: DuckDbRunner,
  path: string,
  labels?: readonly string[],
): Promise<InspectedFile> {
  const raw = await rawColumns(database, path)
  const names = labels ?? (await ownNames(database, path)) ?? raw.map(({ name }) => name)
  const from = numberedScan(path, raw)
  const stored = await checkColumns(database, raw, from)
  const ids = new IdSource()
  const columns = raw.map(({ type }, index): InspectedColumn => {
    const name = names[index]!.trim()
    const place = index + 1
    const id = ids.next(name, `column-${place}`)
    const { type: shownType, shownAs, isTime = false, isExact } = stored[index]!
    return {
      id,
      label: name === '' ? `Column ${place}` : name,
      type: shownType,
      shownAs: shownAs?.(quotedName(id)),
      isTime,
      exactType: isExact ? exactTypeOf(type, shownType) : undefined,
      scale: scaleOf(type),
    }
  })
  const rowNumber = `row_number AS "${rowNumberColumn}"`
  const shown = new Map(columns.map(({ id }, index) => [id, `${stored[index]!.sql} AS "${id}"`]))
  const sqlOf = (some: readonly InspectedColumn[]) =>
    `SELECT ${[...some.map(({ id }) => shown.get(id)!), rowNumber].join(', ')} FROM ${from}`
  return { path, columns, sql: sqlOf(columns), sqlOf }
}

async function rawColumns(database: DuckDbRunner, path: string): Promise<RawColumn[]> {
  const rows = await database.rows(`DESCRIBE FROM ${parquetSql(path)}`)
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }))
}

/** Columns c0, c1, … and the number of each row; by place, because names may be anything. */
function numberedScan(path: string, raw: readonly RawColumn[]): string {
  const aliases = raw.map((_, index) => `c${index}`)
  if (raw.some(({ name }) => name.toLowerCase() === 'file_row_number')) {
    const all = `(SELECT *, row_number() OVER () - 1 FROM ${parquetSql(path)})`
    return `${all} AS t(${aliases.join(', ')}, row_number)`
  }
  return `${parquetSql(path, ['file_row_number = true'])} AS t(${aliases.join(', ')}, row_number)`
}

/** Makes the checks that some types need, in one query over all rows. */
async function checkColumns(
  database: DuckDbRunner,
  raw: readonly RawColumn[],
  from: string,
): Promise<StoredColumn[]> {
  const columns = raw.map(({ type }, index) => storedColumn(type, `c${index}`))
  const checked = columns.filter(needsCheck)
  const expressions = checked.map(({ keeps }) => `coalesce(bool_and(${keeps}), true)`)
  // A query without an aggregate would answer with a row for each row of the file.
  const [results] =
    checked.length > 0 ? await database.rows(`SELECT ${expressions.join(', ')} FROM ${from}`) : []
  const kept = new Set(checked.filter((_, index) => results?.[index] === true))
  return columns.map((column) => {
    if (!needsCheck(column)) return column
    return kept.has(column) ? column.ifKept : column.otherwise
  })
}

/**
 * The names of the top-level columns in the file: DuckDB renames those that differ in case only. Null
 * when the schema has other columns than expected.
 */
async function ownNames(database: DuckDbRunner, path: string): Promise<string[] | null> {
  const nodes = await database.rows(
    `SELECT name, num_children FROM parquet_schema(${filePathSql(path)})`,
  )
  const names: string[] = []
  const skip = (at: number): number => {
    let next = at + 1
    for (let child = 0; child < Number(nodes[at]?.[1] ?? 0); child += 1) next = skip(next)
    return next
  }
  for (let at = 1; at < nodes.length; at = skip(at)) names.push(String(nodes[at]![0]))
  return names.length === Number(nodes[0]?.[1]) ? names : null
}

/** Wide whole numbers that fit into 64 bits are stored so. */
function exactTypeOf(type: string, shownType: ColumnType): string {
  return shownType === 'integer' && !/^U?(TINYINT|SMALLINT|INTEGER)$/.test(type) ? 'BIGINT' : type
}

function scaleOf(type: string): number | undefined {
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1]
  return scale === undefined ? undefined : Number(scale)
}
