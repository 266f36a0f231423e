import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { parquetSql } from '../database/duckdb/filePath.ts'
import { fitsSql, readings, type Reading } from './csvReadings.ts'
import { partsOf } from './partsOf.ts'

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

/** Expressions in one query: DuckDB's planning time grows faster than their number. */
const expressionsMax = 300

/**
 * The readings that fit all rows, in order of preference; a column without any value has none. Most
 * columns need no second look, because the first reading fits them and has no rival.
 */
export async function fittingReadings(
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
