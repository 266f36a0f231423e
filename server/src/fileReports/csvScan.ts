import { filePathSql } from '../database/duckdb/filePath.ts'
import { quotedText } from '../database/sqlText.ts'

export interface CsvScan {
  /** UTF-8, without a fault. */
  readonly path: string
  readonly delimiter: string
  readonly columnCount: number
  readonly hasHeader: boolean
  /** The end of every record. */
  readonly newLine: '\n' | '\r\n'
  /** Size of the longest record. */
  readonly recordBytesMax: number
  readonly parallel: boolean
}

/** DuckDB's own limit for a record, which is raised where one is longer. */
const lineBytesDefault = 2_000_000

/**
 * A table function that yields all fields as texts, in columns c0, c1, …; an empty field is null.
 * Nothing is guessed, and a line that does not fit fails the query, so that no line is skipped.
 */
export function scanSql(scan: CsvScan): string {
  const types = columnNames(scan.columnCount).map((name) => `'${name}': 'VARCHAR'`)
  // Between quotes that are written again, a record may be three times as long.
  const lineBytes = scan.recordBytesMax * 3 + 2
  const options = [
    filePathSql(scan.path),
    'hive_partitioning = false',
    'auto_detect = false',
    `header = ${scan.hasHeader}`,
    `delim = ${quotedText(scan.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `new_line = '${scan.newLine === '\n' ? String.raw`\n` : String.raw`\r\n`}'`,
    `parallel = ${scan.parallel}`,
    ...(lineBytes > lineBytesDefault ? [`max_line_size = ${lineBytes}`] : []),
    `columns = {${types.join(', ')}}`,
  ]
  return `read_csv(${options.join(', ')})`
}

export function columnNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `c${index}`)
}
