import { DuckDBTypeId } from '@duckdb/node-api'
import type { ColumnType } from '@coatcheck/shared'

/** Types whose texts are read from DuckDB's memory, or are digits. */
const readTypes: ReadonlySet<DuckDBTypeId> = new Set([
  ...[DuckDBTypeId.VARCHAR, DuckDBTypeId.ENUM, DuckDBTypeId.DECIMAL],
  ...[DuckDBTypeId.TINYINT, DuckDBTypeId.SMALLINT, DuckDBTypeId.INTEGER, DuckDBTypeId.BIGINT],
  ...[DuckDBTypeId.UTINYINT, DuckDBTypeId.USMALLINT, DuckDBTypeId.UINTEGER, DuckDBTypeId.UBIGINT],
  ...[DuckDBTypeId.HUGEINT, DuckDBTypeId.UHUGEINT, DuckDBTypeId.INVALID],
])

/** The same, and those whose digits the driver writes in full. */
const digitTypes: ReadonlySet<DuckDBTypeId> = new Set([
  ...readTypes,
  ...[DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE],
])

/**
 * The query with DuckDB's own text of each value that is shown as text; null when it has such texts
 * already. The driver's texts are slow, and others: the year 1 BC is 0000, a nanosecond's `-infinity`
 * is a day of 1677, and a backslash in a blob is not escaped.
 *
 * @param types those of the query's columns
 */
export function sqlWithTexts(
  sql: string,
  types: readonly DuckDBTypeId[],
  columnTypes: readonly ColumnType[],
): string | null {
  const isCast = columnTypes.map((type, index) => {
    if (type === 'decimal') return !digitTypes.has(types[index] ?? DuckDBTypeId.INVALID)
    const isText = type === 'text' || type === 'link'
    return isText && !readTypes.has(types[index] ?? DuckDBTypeId.INVALID)
  })
  if (!isCast.includes(true)) return null
  const shown = isCast.map((cast, index) => (cast ? `CAST(c${index} AS VARCHAR)` : `c${index}`))
  const names = isCast.map((_, index) => `c${index}`)
  // The line end ends a comment in the query.
  return `SELECT ${shown.join(', ')} FROM (${sql}\n) AS shown(${names.join(', ')})`
}
