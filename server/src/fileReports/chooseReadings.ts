import type { DuckDbRunner, SqlValue } from '../database/duckdb/duckdbRunner.ts'
import { columnNames, scanSql, type CsvScan } from './csvScan.ts'
import { fitsSql, readings, type Reading } from './csvReadings.ts'

/** Rows that show which readings are worth testing on all rows. */
const sampleRows = 1000

/** Expressions in one query: DuckDB's planning time grows faster than their number. */
const expressionsMax = 300

interface Candidate {
  readonly column: string
  readonly reading: Reading
}

/** For each column the first reading that loses none of its texts; undefined where it stays text. */
export async function chooseReadings(
  database: DuckDbRunner,
  scan: CsvScan,
): Promise<(Reading | undefined)[]> {
  const from = scanSql(scan)
  const sample = await database.rows(`FROM ${from} LIMIT ${sampleRows}`)
  const columns = columnNames(scan.columnCount)
  const likely = columns.flatMap((column, index) =>
    readings
      .filter((reading) =>
        looksLike(
          reading,
          sample.map((row) => row[index]!),
        ),
      )
      .map((reading): Candidate => ({ column, reading })),
  )
  const proven = await provenOf(database, from, likely)
  return columns.map((name) => proven.find(({ column }) => column === name)?.reading)
}

function looksLike({ pattern }: Reading, texts: readonly SqlValue[]): boolean {
  const whole = new RegExp(`^(?:${pattern})$`)
  return texts.every((text) => text === null || whole.test(String(text)))
}

/** The candidates that fit all rows; a column without any value fits none. */
async function provenOf(
  database: DuckDbRunner,
  from: string,
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  const proven: Candidate[] = []
  for (let start = 0; start < candidates.length; start += expressionsMax) {
    const part = candidates.slice(start, start + expressionsMax)
    const [verdicts] = await database.rows(`SELECT ${part.map(verdictSql).join(', ')} FROM ${from}`)
    proven.push(...part.filter((_, index) => verdicts?.[index] === true))
  }
  return proven
}

function verdictSql({ column, reading }: Candidate): string {
  const filled = `FILTER (${column} IS NOT NULL)`
  // A reading that fails returns null, which an aggregate would skip.
  const all = `bool_and(coalesce(${fitsSql(reading, column)}, false)) ${filled}`
  return reading.decides ? `${all} AND bool_or(${reading.decides(column)}) ${filled}` : all
}
