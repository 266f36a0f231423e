import type { ReportDescription } from '@coatcheck/shared'
import type { FileStamp } from '../database/duckdb/fileStamp.ts'

/** A filter of a file report: how it selects rows, and by which column. */
export type FileFilter =
  | { readonly id: string; readonly kind: 'values'; readonly column: string }
  | {
      readonly id: string
      readonly kind: 'min' | 'max'
      readonly column: string
      /** DuckDB's type of the column, if it is compared exactly. */
      readonly exactType?: string | undefined
    }

/** A file report as plain data, from which each thread makes its report. */
export interface FileTable {
  readonly outline: Omit<ReportDescription, 'filters'>
  /** The view that the report selects from. */
  readonly view: {
    readonly name: string
    readonly sql: string
    readonly files: readonly FileStamp[]
  }
  /** For columns that show something else than their value, the SQL for it. */
  readonly shownAs: Readonly<Record<string, string>>
  /** The column that the filters `from` and `until` apply to; null when the outline has no range. */
  readonly dayColumn: string | null
  readonly filters: readonly FileFilter[]
  /** For each measure of the outline, an aggregate expression. */
  readonly measures: Readonly<Record<string, string>>
}

/** Cannot be the id of a column, because ids have no spaces. */
export const rowNumberColumn = 'row number'
