import type { ReportDescription } from '@coatcheck/shared'

/** How a filter of an instant report picks rows, by the column that it looks at. */
export type FileFilter =
  | { readonly id: string; readonly kind: 'values'; readonly column: string }
  | { readonly id: string; readonly kind: 'least' | 'most'; readonly column: string }

/** A report made from a file, as plain data: all that a worker thread needs to have it too. */
export interface FileTable {
  readonly outline: Omit<ReportDescription, 'filters'>
  /** What stands behind the report's source, and how to make it. */
  readonly view: { readonly name: string; readonly sql: string }
  /** The column whose days `from` and `until` are about; null where the outline has no range. */
  readonly dayColumn: string | null
  readonly filters: readonly FileFilter[]
  /** For each measure of the outline, an aggregate expression. */
  readonly measures: Readonly<Record<string, string>>
}

/** Names no column: ids have no spaces. */
export const rowNumberColumn = 'row number'
