import { filePathSql } from '../database/duckdb/filePath.ts'
import { quotedText } from '../database/sqlText.ts'

export interface CsvScan {
  /** UTF-8. */
  readonly path: string
  readonly delimiter: string
  readonly columnCount: number
  readonly hasHeader: boolean
}

/**
 * A table function that yields all fields as texts, in columns c0, c1, …; an empty field is null.
 * Nothing is guessed, and a line that does not fit fails the query, so that no line is skipped.
 */
export function scanSql(
  { path, delimiter, columnCount, hasHeader }: CsvScan,
  { storeRejects = false } = {},
): string {
  const types = columnNames(columnCount).map((name) => `'${name}': 'VARCHAR'`)
  const options = [
    filePathSql(path),
    'hive_partitioning = false',
    'auto_detect = false',
    `header = ${hasHeader}`,
    `delim = ${quotedText(delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `columns = {${types.join(', ')}}`,
    ...(storeRejects ? ['store_rejects = true'] : []),
  ]
  return `read_csv(${options.join(', ')})`
}

export function columnNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `c${index}`)
}
