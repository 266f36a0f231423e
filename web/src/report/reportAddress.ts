import {
  filtersSchemaOf,
  type FilterField,
  type ReportOutline,
  type SortKey,
} from '@coatcheck/shared'
import type { LocationQuery, LocationQueryRaw, LocationQueryValue } from 'vue-router'

export type FilterValue = string | number | string[]
export type Filters = Record<string, FilterValue | undefined>

/** What a report page shows: the part of its address behind the question mark. */
export interface ReportQuestion {
  filters: Filters
  sort: SortKey[]
  /** The columns shown, in their order. */
  columns: string[]
}

export interface ReadQuestion extends ReportQuestion {
  /** Why parts of the address were left out. */
  issues: string[]
}

/** The question that a report asks when its address asks none. */
export function defaultQuestion(description: ReportOutline): ReportQuestion {
  return {
    filters: { ...description.range },
    sort: [],
    columns: description.columns.map((column) => column.id),
  }
}

/** Reads an address that anyone may have written: what does not fit is left out and named. */
export function readQuestion(description: ReportOutline, query: LocationQuery): ReadQuestion {
  const { filters, issues } = usableFilters(description, readFilters(description.fields, query))
  return {
    filters,
    issues,
    sort: readSort(description, first(query.sort)),
    columns: readColumns(description, first(query.columns)),
  }
}

/** Writes only what differs from the default, so that a plain report has a plain address. */
export function writeQuestion(
  description: ReportOutline,
  question: ReportQuestion,
): LocationQueryRaw {
  const usual = defaultQuestion(description)
  const query: LocationQueryRaw = {}
  for (const { id } of description.fields) {
    const value = question.filters[id]
    if (value !== undefined && value !== usual.filters[id]) query[id] = value
  }
  if (question.sort.length) {
    query.sort = question.sort
      .map(({ column, direction }) => (direction === 'desc' ? `-${column}` : column))
      .join(',')
  }
  const columns = question.columns.join(',')
  if (columns !== usual.columns.join(',')) query.columns = columns
  return query
}

function readFilters(fields: readonly FilterField[], query: LocationQuery): Filters {
  const filters: Filters = {}
  for (const { id, kind } of fields) {
    const values = [query[id] ?? []].flat().filter((value) => value !== null)
    if (values.length === 0) continue
    if (kind === 'values') filters[id] = values
    else filters[id] = kind === 'number' ? Number(values[0]) : values[0]
  }
  return filters
}

function usableFilters(description: ReportOutline, wanted: Filters) {
  const parsed = filtersSchemaOf(description).safeParse({ ...description.range, ...wanted })
  if (parsed.success) return { filters: parsed.data as Filters, issues: [] }
  const faulty = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
  // The two ends of a range are only wrong together.
  if (faulty.has('from') || faulty.has('until')) faulty.add('from').add('until')
  const sound = Object.entries(wanted).filter(([id]) => !faulty.has(id))
  return {
    filters: { ...description.range, ...Object.fromEntries(sound) },
    // Two days may be at fault for the same reason.
    issues: [...new Set(parsed.error.issues.map((issue) => issue.message))],
  }
}

function readSort(description: ReportOutline, text: string | undefined): SortKey[] {
  const keys = (text?.split(',') ?? []).map((part): SortKey => {
    const descending = part.startsWith('-')
    return { column: descending ? part.slice(1) : part, direction: descending ? 'desc' : 'asc' }
  })
  return distinctKnown(description, keys, (key) => key.column).slice(0, 3)
}

function readColumns(description: ReportOutline, text: string | undefined): string[] {
  const columns = distinctKnown(description, text?.split(',') ?? [], (id) => id)
  return columns.length ? columns : defaultQuestion(description).columns
}

function distinctKnown<Item>(
  description: ReportOutline,
  items: Item[],
  columnOf: (item: Item) => string,
): Item[] {
  const left = new Set<string>(description.columns.map((column) => column.id))
  return items.filter((item) => left.delete(columnOf(item)))
}

function first(value: LocationQueryValue | LocationQueryValue[] | undefined): string | undefined {
  return [value].flat()[0] ?? undefined
}
