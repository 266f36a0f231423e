import type { ColumnType } from '@coatcheck/shared'
import type { Database } from '../../src/database/database.ts'
import type { Report } from '../../src/reports/defineReport.ts'
import type { Expected } from './expectedValue.ts'

/** A database as its own driver sees it. */
export interface OwnDatabase {
  /** The values as the driver has them, as texts. */
  rows(sql: string): Promise<(string | null)[][]>
  /** The same of expressions that are texts, all of their characters included. */
  texts(expressions: readonly string[], from: string): Promise<(string | null)[][]>
}

export interface OwnColumn {
  /** Of the report's column. */
  readonly id: string
  readonly label: string
  readonly type: ColumnType
  /** The database's own column. */
  readonly sql: string
  readonly isSortable: boolean
}

/** A filter that a request can set, and what it means in the database's own SQL. */
export interface OwnFilter {
  readonly filters: Readonly<Record<string, unknown>>
  readonly where: string
}

/** A report, and the table that it is of as the database itself sees it. */
export interface OwnTable {
  /** Repeats the table: the name of its source and its number. */
  readonly name: string
  readonly report: Report
  /** What the report reads from. */
  readonly database: Database
  readonly columns: readonly OwnColumn[]
  /** By place. */
  readonly rows: readonly (readonly Expected[])[]
  readonly filters: readonly OwnFilter[]
  /** Places of rows, in an order. */
  places(options: { readonly where?: string; readonly order?: string }): Promise<readonly number[]>
}

/** How large random tables are. */
export interface TableSize {
  readonly columnsMax: number
}

/** Tables, and the databases that they are in. */
export interface OwnTables extends AsyncDisposable {
  readonly tables: readonly OwnTable[]
}

/** Reads places through the driver. */
export function placesReader(database: OwnDatabase, from: string, place: string) {
  return async ({ where = 'true', order = '' }: { where?: string; order?: string }) => {
    const rows = await database.rows(
      `SELECT ${place} FROM ${from} WHERE ${where} ORDER BY ${order}${place}`,
    )
    return rows.map(([text]) => Number(text))
  }
}
