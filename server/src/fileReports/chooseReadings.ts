import type { DuckDbRunner, SqlValue } from '../database/duckdb/duckdbRunner.ts'
import { parquetSql } from '../database/duckdb/filePath.ts'
import { columnNames } from './csvScan.ts'
import { fitsSql, pointNumber, readings, wholeNumber, type Reading } from './csvReadings.ts'
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
  const numbers = columns.flatMap((column, index) =>
    chosen[index] === pointNumber || chosen[index] === wholeNumber
      ? [{ column, label: table.labels[index]! }]
      : [],
  )
  const codes = await codesAmong(database, table.path, numbers)
  return columns.map((column, index) => (codes.has(column) ? undefined : chosen[index]))
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

/** In a table of more columns, those of one reading are looked at as one: planning takes longest. */
const fewColumns = 100
const columnsPerQuery = 1000

async function provenOf(
  database: DuckDbRunner,
  table: TextTable,
  candidates: readonly Candidate[],
): Promise<FittingReading[]> {
  if (table.labels.length <= fewColumns) return provenSideBySide(database, table, candidates)
  const proven: FittingReading[] = []
  for (const reading of readings) {
    const columns = candidates
      .filter((candidate) => candidate.reading === reading)
      .map(({ column }) => column)
    for (const part of partsOf(columns, columnsPerQuery)) {
      proven.push(...(await provenAsOne(database, table, { columns: part, reading })))
    }
  }
  return proven.toSorted(
    (one, other) => readings.indexOf(one.reading) - readings.indexOf(other.reading),
  )
}

async function provenSideBySide(
  database: DuckDbRunner,
  { path, delimiter }: TextTable,
  candidates: readonly Candidate[],
): Promise<FittingReading[]> {
  const proven: FittingReading[] = []
  for (const part of partsOf(candidates, expressionsMax / 2)) {
    const verdicts = part.flatMap(({ column, reading }) => verdictSql(column, reading, delimiter))
    const [row = []] = await database.rows(`SELECT ${verdicts.join(', ')} FROM ${parquetSql(path)}`)
    part.forEach(({ column, reading }, index) => {
      const [fits, isDecided] = row.slice(index * 2)
      if (fits === true) proven.push({ column, reading, isDecided: isDecided === true })
    })
  }
  return proven
}

async function provenAsOne(
  database: DuckDbRunner,
  { path, delimiter }: TextTable,
  { columns, reading }: { readonly columns: readonly string[]; readonly reading: Reading },
): Promise<FittingReading[]> {
  const rows = await database.rows(
    `SELECT place, ${verdictSql('text', reading, delimiter).join(', ')}
     FROM (SELECT unnest([${columns.join(', ')}]) AS text, unnest(range(${columns.length})) AS place
           FROM ${parquetSql(path)})
     GROUP BY place`,
  )
  return rows.flatMap(([place, fits, isDecided]) =>
    fits === true
      ? [{ column: columns[Number(place)]!, reading, isDecided: isDecided === true }]
      : [],
  )
}

function verdictSql(column: string, reading: Reading, delimiter: string): [string, string] {
  return [
    // A reading that fails returns null, which an aggregate would skip as it does an empty field.
    // A FILTER instead of the CASE makes planning three times as long.
    `bool_and(CASE WHEN ${column} IS NOT NULL THEN coalesce(${fitsSql(reading, column)}, false) END)`,
    reading.decides ? `bool_or(${reading.decides(column, delimiter)})` : 'true',
  ]
}

function partsOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
