import { filePathSql } from '../database/duckdb/filePath.ts'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { quotedName } from '../database/sqlText.ts'
import type { InspectedColumn, InspectedFile } from './inspectColumns.ts'

/** DuckDB keeps longer texts in memory as they are, each as often as it occurs. */
const packedTextBytesMax = 4096
const columnsPerQuery = 400

/**
 * What a copy of a Parquet file in memory may keep: the size of the unpacked file, or of its long texts.
 * The file has a text that repeats only once, even when it is unpacked: 700 KB were 1.2 GB.
 */
export async function unpackedBytes(
  database: DuckDbRunner,
  { path, columns, sqlOf }: InspectedFile,
): Promise<number> {
  const metadata = `parquet_metadata(${filePathSql(path)})`
  const [[inFile] = []] = await database.rows(
    `SELECT sum(total_uncompressed_size) FROM ${metadata}`,
  )
  let ofTexts = 0
  const texts = columns.filter(({ type, isTime }) => type === 'text' && !isTime)
  for (let start = 0; start < texts.length; start += columnsPerQuery) {
    const part = texts.slice(start, start + columnsPerQuery)
    const [[bytes] = []] = await database.rows(
      `SELECT ${part.map(longBytes).join(' + ')} FROM (${sqlOf(part)})`,
    )
    ofTexts += Number(bytes)
  }
  return Math.max(Number(inFile), ofTexts)
}

function longBytes({ id, shownAs }: InspectedColumn): string {
  const bytes = `strlen(CAST(${shownAs ?? quotedName(id)} AS VARCHAR))`
  return `coalesce(sum(${bytes}) FILTER (${bytes} > ${packedTextBytesMax}), 0)`
}
