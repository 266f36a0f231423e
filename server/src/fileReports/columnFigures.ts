import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { quotedName } from '../database/sqlText.ts'
import type { InspectedColumn, InspectedFile } from './inspectColumns.ts'

export interface Spread {
  readonly distinct: number
  readonly filled: number
  readonly min: number
  readonly max: number
  /** 2 % of the numbers are lower than `low`, and 2 % higher than `high`. */
  readonly low: number
  readonly high: number
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
