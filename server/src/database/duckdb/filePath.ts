import { quotedText } from '../sqlText.ts'

/**
 * The path of one file in SQL. DuckDB takes `*`, `?` and `[` in a path for a pattern, also `**` for
 * any folders, and even where a file of that very name exists; a class with the character alone
 * matches only that.
 */
export function filePathSql(path: string): string {
  return quotedText(path.replaceAll(/[*?[]/g, '[$&]'))
}

/**
 * Whether `filePathSql` can name this file. DuckDB splits patterns also at backslashes, which may be
 * part of a name on systems other than Windows.
 */
export function hasPatternForm(path: string): boolean {
  return process.platform === 'win32' || !path.includes('\\') || !/[*?[]/.test(path)
}

/** The Parquet file at a path, and nothing else: a folder named `key=value` adds no column. */
export function parquetSql(path: string, options: readonly string[] = []): string {
  return `read_parquet(${[filePathSql(path), 'hive_partitioning = false', ...options].join(', ')})`
}
