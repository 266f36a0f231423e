import type { DuckDbRunner, SqlValue } from '../database/duckdb/duckdbRunner.ts'
import { parquetSql } from '../database/duckdb/filePath.ts'
import { pointNumber, readings, wholeNumber, type Reading } from './csvReadings.ts'
import { columnNames } from './csvScan.ts'
import { fittingReadings, type FittingReading, type TextTable } from './fittingReadings.ts'
import { codesAmong } from './numberCodes.ts'
import { partsOf } from './partsOf.ts'
import { settledMark } from './settledMark.ts'

/** Rows that show which readings are worth testing on all rows. */
const sampleRows = 1000

/** Rows of more are slow to plan, and DuckDB has a limit. */
const columnsPerQuery = 1000

/** For each column the first reading that loses none of its texts; undefined where it stays text. */
export async function chooseReadings(
  database: DuckDbRunner,
  table: TextTable,
): Promise<(Reading | undefined)[]> {
  const columns = columnNames(table.labels.length)
  const likely = await likelyReadings(database, table.path, columns)
  const fitting = await fittingReadings(database, table, likely)
  // Codes say nothing of the decimal mark.
  for (const code of await codesAmong(database, table.path, likeNumbers(fitting, table))) {
    fitting.delete(code)
  }
  const isAllowed = settledMark(fitting, table.delimiter)
  return columns.map((column) => fitting.get(column)?.find(isAllowed)?.reading)
}

/** The columns that may be numbers or codes, with their headings. */
function likeNumbers(
  fitting: ReadonlyMap<string, readonly FittingReading[]>,
  { labels }: TextTable,
) {
  return columnNames(labels.length).flatMap((column, index) => {
    const readingsOf = fitting.get(column) ?? []
    const isLike = readingsOf.some(
      ({ reading }) => reading === pointNumber || reading === wholeNumber,
    )
    return isLike ? [{ column, label: labels[index]! }] : []
  })
}

async function likelyReadings(
  database: DuckDbRunner,
  path: string,
  columns: readonly string[],
): Promise<Map<string, Reading[]>> {
  const likely = new Map<string, Reading[]>()
  for (const part of partsOf(columns, columnsPerQuery)) {
    const sample = await database.rows(
      `SELECT ${part.join(', ')} FROM ${parquetSql(path)} LIMIT ${sampleRows}`,
    )
    part.forEach((column, index) => {
      const texts = sample.map((row) => row[index]!)
      likely.set(
        column,
        readings.filter((reading) => looksLike(reading, texts)),
      )
    })
  }
  return likely
}

function looksLike({ pattern }: Reading, texts: readonly SqlValue[]): boolean {
  const whole = new RegExp(`^(?:${pattern})$`)
  return texts.every((text) => text === null || whole.test(String(text)))
}
