import type { FileTable } from '../../src/fileReports/fileTable.ts'
import type { Random } from '../../src/formats/testing/random.ts'
import { isAtLeast } from './compareDigits.ts'
import type { Expected } from './expectedValue.ts'
import type { OwnColumn, OwnFilter } from './ownTable.ts'

interface Content {
  readonly columns: readonly OwnColumn[]
  readonly rows: readonly (readonly Expected[])[]
}

/** Each filter of a file's report, with bounds and values from its rows. */
export function fileFilters(random: Random, table: FileTable, content: Content): OwnFilter[] {
  const { outline, dayColumn, filters } = table
  const of = (id: string) => {
    const index = content.columns.findIndex((column) => column.id === id)
    return { sql: content.columns[index]!.sql, values: content.rows.map((row) => row[index]!) }
  }
  const made: OwnFilter[] = []
  if (outline.range !== null && dayColumn !== null) {
    made.push(...dayFilters(random, outline.range, of(dayColumn)))
  }
  for (const { id, kind, column } of filters) {
    const { sql, values } = of(column)
    if (kind === 'values') made.push(...valueFilters(random, id, values))
    else made.push(...numberFilters(random, { id, kind }, { sql, values }))
  }
  return made
}

interface Range {
  readonly from: string
  readonly until: string
}

function dayFilters(random: Random, range: Range, { sql }: { readonly sql: string }): OwnFilter[] {
  const [first, end] = [range.from, range.until].map((day) => Date.parse(`${day}T00:00Z`))
  const days = (end! - first!) / 86_400_000
  // The ends of the range are no conditions.
  if (!(days >= 3)) return []
  const at = (day: number) => new Date(first! + day * 86_400_000).toISOString().slice(0, 10)
  const from = random.integer(1, Math.floor(days) - 2)
  const until = random.integer(from + 1, Math.floor(days) - 1)
  return [
    { filters: { from: at(from) }, where: `${sql} >= TIMESTAMP '${at(from)}'` },
    { filters: { until: at(until) }, where: `${sql} < TIMESTAMP '${at(until)}'` },
    {
      filters: { from: at(from), until: at(until) },
      where: `${sql} >= TIMESTAMP '${at(from)}' AND ${sql} < TIMESTAMP '${at(until)}'`,
    },
  ]
}

/** By what the cells say: a list of texts and booleans is one of what they show. */
function valueFilters(random: Random, id: string, values: readonly Expected[]): OwnFilter[] {
  const texts = values.map(textOf)
  const known = [...new Set(texts.filter((text) => text !== null))]
  if (known.length === 0) return []
  const chosen = new Set([random.pick(known), random.pick(known)])
  return [{ filters: { [id]: [...chosen] }, where: placesSql(texts, (text) => chosen.has(text)) }]
}

function textOf(value: Expected): string | null {
  if (value?.kind === 'boolean') return String(value.value)
  return value?.kind === 'text' ? value.text : null
}

function numberFilters(
  random: Random,
  { id, kind }: { readonly id: string; readonly kind: 'min' | 'max' },
  { sql, values }: { readonly sql: string; readonly values: readonly Expected[] },
): OwnFilter[] {
  const numbers = values.map(numberOf).filter((value) => value !== null)
  if (numbers.length === 0) return []
  const bound = random.pick(numbers) + (random.chance(0.2) ? random.pick([-0.5, 0.5]) : 0)
  const isExact = values.some((value) => value?.kind === 'exact')
  const keeps = (digits: string) =>
    kind === 'min' ? isAtLeast(digits, String(bound)) : isAtLeast(String(bound), digits)
  const digits = values.map((value) => (value?.kind === 'exact' ? value.digits : null))
  // Of a single as it is shown: 0.1.
  const shown = `CAST(CAST(${sql} AS VARCHAR) AS DOUBLE)`
  return [
    {
      filters: { [id]: bound },
      where: isExact
        ? placesSql(digits, keeps)
        : `${shown} ${kind === 'min' ? '>=' : '<='} CAST('${bound}' AS DOUBLE)`,
    },
  ]
}

function numberOf(value: Expected): number | null {
  if (value?.kind === 'exact') return Number(value.digits)
  return value?.kind === 'double' || value?.kind === 'single' ? value.value : null
}

function placesSql(texts: readonly (string | null)[], keeps: (text: string) => boolean): string {
  const places = texts.flatMap((text, place) => (text !== null && keeps(text) ? [place] : []))
  return `place IN (${['-1', ...places].join(', ')})`
}
