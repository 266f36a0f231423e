import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { quotedName } from '../database/sqlText.ts'
import { meaningOf, type Meaning } from './columnMeaning.ts'
import type { InspectedColumn, InspectedFile } from './inspectColumns.ts'

/** A column with figures from its first rows. */
export interface SampledColumn extends InspectedColumn {
  readonly distinct: number
  readonly filled: number
  /** Length in characters that 95 % of its texts do not exceed. */
  readonly length: number
  readonly isLink: boolean
  /** What its numbers are; that of an amount for other types. */
  readonly meaning: Meaning
  /** Digits after the point that its numbers have at most. */
  readonly decimals: number
}

const sampleRowsMax = 10_000
/** A sample of so many fields takes less than a second. */
const sampleFieldsMax = 1_000_000
/** Of all texts of a query together: these are 100 MB, and notes of 32,000 characters filled gigabytes. */
const sampleCharactersMax = 20_000_000
/** What is read of a text: as much as Excel takes for an address. */
const textCharactersMax = 2_079
/** Rows that tell how long the texts are. */
const firstRows = 100
const columnsPerQuery = 400

export async function sampleColumns(
  database: DuckDbRunner,
  { columns, sqlOf }: InspectedFile,
): Promise<SampledColumn[]> {
  const sampled = await sampleRowsOf(database, { columns, sqlOf })
  const cents = await centsAmong(database, sampled, sqlOf)
  return sampled.map((column) => (cents.has(column.id) ? { ...column, scale: 2 } : column))
}

/** Ids of the doubles that have two decimals at most, in all rows. */
async function centsAmong(
  database: DuckDbRunner,
  columns: readonly SampledColumn[],
  sqlOf: InspectedFile['sqlOf'],
): Promise<ReadonlySet<string>> {
  const likely = columns.filter(
    ({ type, scale, decimals }) => type === 'number' && scale === undefined && decimals === 2,
  )
  const cents = new Set<string>()
  for (let start = 0; start < likely.length; start += columnsPerQuery) {
    const part = likely.slice(start, start + columnsPerQuery)
    // NaN equals itself in DuckDB.
    const checks = part.map(({ id }) => `bool_and(round("${id}", 2) = "${id}")`)
    const [row = []] = await database.rows(`SELECT ${checks.join(', ')} FROM (${sqlOf(part)})`)
    part.forEach(({ id }, index) => row[index] === true && cents.add(id))
  }
  return cents
}

async function sampleRowsOf(
  database: DuckDbRunner,
  { columns, sqlOf }: Pick<InspectedFile, 'columns' | 'sqlOf'>,
): Promise<SampledColumn[]> {
  const rowCount = Math.min(sampleRowsMax, Math.ceil(sampleFieldsMax / columns.length))
  const sampled: SampledColumn[] = []
  for (let start = 0; start < columns.length; start += columnsPerQuery) {
    const part = columns.slice(start, start + columnsPerQuery)
    const rows = await sampledTexts(database, part, { sql: sqlOf(part), rowCount })
    part.forEach((column, index) => {
      const filled = rows.flatMap((row) => (row[index] === null ? [] : [String(row[index])]))
      sampled.push(sampledColumn(column, filled))
    })
  }
  return sampled
}

/** The columns' texts in the first rows, row by row: fewer than `rowCount` if they are long. */
async function sampledTexts(
  database: DuckDbRunner,
  columns: readonly InspectedColumn[],
  { sql, rowCount }: { readonly sql: string; readonly rowCount: number },
) {
  const names = columns.map((_, index) => `t${index}`)
  const texts = columns.map(({ id, shownAs }, index) => {
    // One character more tells that a text is longer.
    const text = `CAST(${shownAs ?? quotedName(id)} AS VARCHAR)`
    return `left(${text}, ${textCharactersMax + 1}) AS ${names[index]}`
  })
  const from = (limit: number) => `(SELECT ${texts.join(', ')} FROM (FROM (${sql}) LIMIT ${limit}))`
  const inRow = names.map((name) => `coalesce(length(${name}), 0)`).join(' + ')
  const [[characters] = []] = await database.rows(`SELECT sum(${inRow}) FROM ${from(firstRows)}`)
  const rowsMax = Math.ceil((firstRows * sampleCharactersMax) / Math.max(1, Number(characters)))
  // The texts of later rows may be longer than those of the first ones.
  const soFar = `sum(${inRow}) OVER (ROWS UNBOUNDED PRECEDING) AS so_far`
  const counted = `SELECT *, ${soFar} FROM ${from(Math.min(rowCount, rowsMax))}`
  return await database.rows(
    `SELECT ${names.join(', ')} FROM (${counted}) WHERE so_far <= ${sampleCharactersMax}`,
  )
}

/** @param texts of the fields that are not empty, as DuckDB writes them */
function sampledColumn(column: InspectedColumn, texts: readonly string[]): SampledColumn {
  const { label, scale, type } = column
  const lengths = texts.map((text) => text.length).toSorted((one, other) => one - other)
  const numbers = /^(integer|number|decimal)$/.test(type)
    ? texts.map(Number).filter(Number.isFinite)
    : []
  const decimals = numbers.length === 0 ? [] : texts.map(decimalsOf)
  return {
    ...column,
    distinct: new Set(texts).size,
    filled: texts.length,
    length: lengths[Math.floor(lengths.length * 0.95)] ?? 0,
    isLink: type === 'text' && texts.length > 0 && texts.every((text) => link.test(text)),
    meaning:
      numbers.length === 0
        ? 'amount'
        : meaningOf({ label, min: numbers.reduce(lower), max: numbers.reduce(higher) }),
    decimals: scale ?? decimals.reduce(higher, 0),
  }
}

const link = new RegExp(`^(?=.{1,${textCharactersMax}}$)https?://\\S+$`)

/** Digits after the point, without zeros at the end: a double is printed as 12.0. */
function decimalsOf(text: string): number {
  return /\.(\d*[1-9])0*$/.exec(text)?.[1]?.length ?? 0
}

function lower(one: number, other: number): number {
  return Math.min(one, other)
}

function higher(one: number, other: number): number {
  return Math.max(one, other)
}
