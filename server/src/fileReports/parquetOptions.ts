/**
 * Fields of one row group, all of which are decoded before the first row can be read: 200 columns
 * took 1 GB in groups of 122,880 rows, and take less than 96 MB in groups of this size.
 */
const rowGroupFieldsMax = 2_000_000
/** DuckDB's default and minimum. */
const rowGroupRows = { max: 122_880, min: 2048 } as const

/** How a copy is written. */
export function parquetOptions(columnCount: number): string {
  const { min, max } = rowGroupRows
  const rows = Math.max(min, Math.min(max, Math.floor(rowGroupFieldsMax / columnCount)))
  return `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rows}`
}
