import type { DuckDbRunner, SqlValue } from '../database/duckdb/duckdbRunner.ts'
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
  /** Digits after the point that its numbers have at most, and never more than 15. */
  readonly decimals: number
}

export interface Spread {
  readonly distinct: number
  readonly filled: number
  readonly min: number
  readonly max: number
  /** 2 % of the numbers are lower than `low`, and 2 % higher than `high`. */
  readonly low: number
  readonly high: number
}

const sampleRows = 10_000
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
  const sampled: SampledColumn[] = []
  for (let start = 0; start < columns.length; start += columnsPerQuery) {
    const part = columns.slice(start, start + columnsPerQuery)
    const expressions = part.flatMap(sampleSql)
    const [row = []] = await database.rows(
      `SELECT ${expressions.join(', ')} FROM (FROM (${sqlOf(part)}) LIMIT ${sampleRows})`,
    )
    part.forEach((column, index) => {
      sampled.push(
        sampledColumn(column, row.slice(index * sampleFigures, (index + 1) * sampleFigures)),
      )
    })
  }
  return sampled
}

const sampleFigures = 7

/** As many expressions as `sampleFigures`. */
function sampleSql({ id, type, shownAs }: InspectedColumn): string[] {
  const value = quotedName(id)
  const text = `CAST(${shownAs ?? value} AS VARCHAR)`
  const number = `CAST(${value} AS DOUBLE)`
  const isNumber = /^(integer|number|decimal)$/.test(type)
  return [
    `approx_count_distinct(${shownAs ?? value})`,
    `count(${value})`,
    `approx_quantile(length(${text}), 0.95)`,
    type === 'text' ? `bool_and(regexp_full_match(${text}, 'https?://\\S+'))` : 'false',
    ...['min', 'max'].map((end) => {
      if (!isNumber) return 'NULL'
      return type === 'number'
        ? `${end}(CASE WHEN isfinite(${number}) THEN ${number} END)`
        : `CAST(${end}(${value}) AS DOUBLE)`
    }),
    // A double is printed as 12.0, and tiny ones with an exponent.
    isNumber && type !== 'integer'
      ? `max(length(regexp_extract(${text}, '\\.(\\d*[1-9])0*$', 1)))`
      : '0',
  ]
}

function sampledColumn(column: InspectedColumn, figures: readonly SqlValue[]): SampledColumn {
  const [distinct, filled, length, isLink, min, max, decimals] = figures
  const { label, scale } = column
  const isNumber = min !== null && max !== null
  const range = { min: isNumber ? Number(min) : null, max: isNumber ? Number(max) : null }
  return {
    ...column,
    distinct: Number(distinct),
    filled: Number(filled),
    length: Number(length ?? 0),
    isLink: isLink === true,
    meaning: isNumber ? meaningOf({ label, ...range }) : 'amount',
    decimals: scale ?? Math.min(15, Number(decimals ?? 0)),
  }
}

export interface Figures {
  readonly rowCount: number
  /** First and last ISO day by column id; null when they have no years of four digits, or are no range. */
  readonly days: ReadonlyMap<string, { readonly first: string; readonly last: string } | null>
  readonly spreads: ReadonlyMap<string, Spread | null>
  /** Different values and filled rows by column id. */
  readonly counts: ReadonlyMap<string, { readonly distinct: number; readonly filled: number }>
}

/** The columns to look at, by what is counted of each. */
export interface FigureColumns {
  readonly times: readonly InspectedColumn[]
  readonly numbers: readonly InspectedColumn[]
  readonly texts: readonly InspectedColumn[]
}

/** Reads all rows, but only the columns that may become filters and charts. */
export async function figuresOf(
  database: DuckDbRunner,
  { sqlOf }: InspectedFile,
  { times, numbers, texts }: FigureColumns,
): Promise<Figures> {
  const expressions = [
    'count(*)',
    ...times.flatMap(({ id }) =>
      ['min', 'max'].map(
        (end) => `CAST(${end}("${id}") FILTER (isfinite("${id}")) AS DATE)::VARCHAR`,
      ),
    ),
    ...numbers.flatMap(({ id }) => {
      const number = `CAST("${id}" AS DOUBLE)`
      const finite = `FILTER (isfinite(${number}))`
      return [
        `approx_count_distinct("${id}")`,
        `count("${id}")`,
        `min(${number}) ${finite}`,
        `max(${number}) ${finite}`,
        `approx_quantile(${number}, 0.02) ${finite}`,
        `approx_quantile(${number}, 0.98) ${finite}`,
      ]
    }),
    ...texts.flatMap(({ id, shownAs }) => [
      `approx_count_distinct(${shownAs ?? quotedName(id)})`,
      `count(${quotedName(id)})`,
    ]),
  ]
  const [row = []] = await database.rows(
    `SELECT ${expressions.join(', ')} FROM (${sqlOf([...times, ...numbers, ...texts])})`,
  )
  let at = 1
  const take = (count: number) => row.slice(at, (at += count))
  return {
    rowCount: Number(row[0]),
    days: new Map(times.map(({ id }) => [id, daysOf(take(2))])),
    spreads: new Map(numbers.map(({ id }) => [id, spreadOf(take(6))])),
    counts: new Map(
      texts.map(({ id }) => {
        const [distinct, filled] = take(2).map(Number)
        return [id, { distinct: distinct!, filled: filled! }]
      }),
    ),
  }
}

/** ISO writes no later day with a year of four digits, so a range cannot begin there. */
export const lastIsoDay = '9999-12-31'

function daysOf([first, last]: readonly unknown[]) {
  const iso = /^\d{4}-\d{2}-\d{2}$/
  const both = [first, last].map(String)
  const isRange = both.every((day) => iso.test(day)) && both[0] !== lastIsoDay
  return isRange ? { first: both[0]!, last: both[1]! } : null
}

function spreadOf(values: readonly unknown[]): Spread | null {
  if (values.includes(null)) return null
  const [distinct, filled, min, max, low, high] = values.map(Number)
  return { distinct: distinct!, filled: filled!, min: min!, max: max!, low: low!, high: high! }
}
