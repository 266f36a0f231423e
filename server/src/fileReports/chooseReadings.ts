import type { DuckDbRunner, SqlValue } from '../database/duckdb/duckdbRunner.ts'
import { parquetSql } from '../database/duckdb/filePath.ts'
import { columnNames } from './csvScan.ts'
import { fitsSql, pointNumber, readings, type Reading } from './csvReadings.ts'
import { codesAmong } from './numberCodes.ts'
import { settledMark } from './settledMark.ts'

/** Rows that show which readings are worth testing on all rows. */
const sampleRows = 1000

/** Expressions in one query: DuckDB's planning time grows faster than their number. */
const expressionsMax = 300

/** The texts of a CSV file. */
export interface TextTable {
  /** Parquet, with columns c0, c1, … */
  readonly path: string
  readonly labels: readonly string[]
  readonly delimiter: string
}

/** A reading that fits all texts of a column. */
export interface FittingReading {
  readonly column: string
  readonly reading: Reading
  /** Whether no rival reading fits some text. */
  readonly isDecided: boolean
}

interface Candidate {
  readonly column: string
  readonly reading: Reading
}

/** For each column the first reading that loses none of its texts; undefined where it stays text. */
export async function chooseReadings(
  database: DuckDbRunner,
  table: TextTable,
): Promise<(Reading | undefined)[]> {
  const columns = columnNames(table.labels.length)
  const likely = await likelyReadings(database, table.path, columns)
  const fitting = await fittingReadings(database, table, likely)
  const isAllowed = settledMark(fitting, table.delimiter)
  const chosen = columns.map(
    (column) => fitting.get(column)?.find((reading) => isAllowed(reading))?.reading,
  )
  const points = columns.flatMap((column, index) =>
    chosen[index] === pointNumber ? [{ column, label: table.labels[index]! }] : [],
  )
  const codes = await codesAmong(database, table.path, points)
  return columns.map((column, index) => (codes.has(column) ? undefined : chosen[index]))
}

async function likelyReadings(
  database: DuckDbRunner,
  path: string,
  columns: readonly string[],
): Promise<Map<string, Reading[]>> {
  const sample = await database.rows(`FROM ${parquetSql(path)} LIMIT ${sampleRows}`)
  return new Map(
    columns.map((column, index) => {
      const texts = sample.map((row) => row[index]!)
      return [column, readings.filter((reading) => looksLike(reading, texts))]
    }),
  )
}

function looksLike({ pattern }: Reading, texts: readonly SqlValue[]): boolean {
  const whole = new RegExp(`^(?:${pattern})$`)
  return texts.every((text) => text === null || whole.test(String(text)))
}

/**
 * The readings that fit all rows, in order of preference; a column without any value has none. Most
 * columns need no second look, because the first reading fits them and has no rival.
 */
async function fittingReadings(
  database: DuckDbRunner,
  table: TextTable,
  likely: ReadonlyMap<string, readonly Reading[]>,
): Promise<Map<string, FittingReading[]>> {
  const isFirst = ({ decides }: Reading, index: number) => index === 0 && !decides
  const candidates = [...likely].flatMap(([column, all]) =>
    all.map((reading, index) => ({ column, reading, isFirst: isFirst(reading, index) })),
  )
  const [first, others] = [true, false].map((wanted) =>
    candidates.filter((candidate) => candidate.isFirst === wanted),
  )
  const certain = await provenOf(database, table, first!)
  const found = new Map(certain.map((fitting) => [fitting.column, [fitting]]))
  const open = others!.filter(({ column }) => !found.has(column))
  for (const fitting of await provenOf(database, table, open)) {
    found.set(fitting.column, [...(found.get(fitting.column) ?? []), fitting])
  }
  return found
}

async function provenOf(
  database: DuckDbRunner,
  { path, delimiter }: TextTable,
  candidates: readonly Candidate[],
): Promise<FittingReading[]> {
  const proven: FittingReading[] = []
  const partSize = expressionsMax / 2
  for (let start = 0; start < candidates.length; start += partSize) {
    const part = candidates.slice(start, start + partSize)
    const verdicts = part.flatMap(({ column, reading }) => verdictSql(column, reading, delimiter))
    const [row = []] = await database.rows(`SELECT ${verdicts.join(', ')} FROM ${parquetSql(path)}`)
    part.forEach(({ column, reading }, index) => {
      const [fits, isDecided] = row.slice(index * 2)
      if (fits === true) proven.push({ column, reading, isDecided: isDecided === true })
    })
  }
  return proven
}

function verdictSql(column: string, reading: Reading, delimiter: string): [string, string] {
  const filled = `FILTER (${column} IS NOT NULL)`
  return [
    // A reading that fails returns null, which an aggregate would skip.
    `bool_and(coalesce(${fitsSql(reading, column)}, false)) ${filled}`,
    reading.decides ? `bool_or(${reading.decides(column, delimiter)}) ${filled}` : 'true',
  ]
}
