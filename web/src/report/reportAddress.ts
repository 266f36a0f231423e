import {
  filtersSchemaOf,
  sortKeysMax,
  type FilterField,
  type ReportOutline,
  type SortKey,
} from '@coatcheck/shared'
import type { LocationQuery, LocationQueryRaw, LocationQueryValue } from 'vue-router'

export type FilterValue = string | number | string[]
export type Filters = Record<string, FilterValue | undefined>

/** Which rows and columns a report page shows, and in which order. */
export interface ReportQuery {
  filters: Filters
  sort: SortKey[]
  /** Ids of the shown columns, in their order. */
  columns: string[]
}

/** A report with its filters. */
export interface FilteredReport {
  report: string
  filters: Filters
}

/** A report with everything that its page shows. */
export interface ReportRequest extends ReportQuery {
  report: string
}

export interface ParsedReportQuery extends ReportQuery {
  /** Why parts of the address were ignored. */
  issues: string[]
}

/** The query of an address without parameters. */
export function defaultQuery(description: ReportOutline): ReportQuery {
  return {
    filters: { ...description.range },
    sort: [],
    columns: description.columns.map((column) => column.id),
  }
}

/** Parses the parameters of an address. Invalid parts are ignored and reported as issues. */
export function parseAddress(
  description: ReportOutline,
  parameters: LocationQuery,
): ParsedReportQuery {
  const wanted = parseFilters(description.fields, parameters)
  const { filters, issues } = validFilters(description, wanted)
  return {
    filters,
    issues,
    sort: parseSort(description, first(parameters.sort)),
    columns: parseColumns(description, first(parameters.columns)),
  }
}

/** The parameters of an address: only what differs from the default. */
export function formatAddress(description: ReportOutline, query: ReportQuery): LocationQueryRaw {
  const usual = defaultQuery(description)
  const parameters: LocationQueryRaw = {}
  for (const { id } of description.fields) {
    const value = query.filters[id]
    if (value !== undefined && value !== usual.filters[id]) parameters[id] = value
  }
  if (query.sort.length) {
    parameters.sort = query.sort
      .map(({ column, direction }) => (direction === 'desc' ? `-${column}` : column))
      .join(',')
  }
  const columns = query.columns.join(',')
  if (columns !== usual.columns.join(',')) parameters.columns = columns
  return parameters
}

function parseFilters(fields: readonly FilterField[], parameters: LocationQuery): Filters {
  const filters: Filters = {}
  for (const { id, kind } of fields) {
    const values = [parameters[id] ?? []].flat().filter((value) => value !== null)
    if (values.length === 0) continue
    if (kind === 'values') filters[id] = values
    else filters[id] = kind === 'number' ? Number(values[0]) : values[0]
  }
  return filters
}

function validFilters(description: ReportOutline, wanted: Filters) {
  const parsed = filtersSchemaOf(description).safeParse({ ...description.range, ...wanted })
  if (parsed.success) return { filters: parsed.data as Filters, issues: [] }
  const invalid = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
  // If one end of the range is invalid, the other makes no sense without it.
  if (invalid.has('from') || invalid.has('until')) invalid.add('from').add('until')
  const valid = Object.entries(wanted).filter(([id]) => !invalid.has(id))
  return {
    filters: { ...description.range, ...Object.fromEntries(valid) },
    // Two days may have the same issue.
    issues: [...new Set(parsed.error.issues.map((issue) => issue.message))],
  }
}

function parseSort(description: ReportOutline, text: string | undefined): SortKey[] {
  const keys = (text?.split(',') ?? []).map((part): SortKey => {
    const descending = part.startsWith('-')
    return { column: descending ? part.slice(1) : part, direction: descending ? 'desc' : 'asc' }
  })
  return distinctKnown(description, keys, (key) => key.column).slice(0, sortKeysMax)
}

function parseColumns(description: ReportOutline, text: string | undefined): string[] {
  const columns = distinctKnown(description, text?.split(',') ?? [], (id) => id)
  return columns.length ? columns : defaultQuery(description).columns
}

/** The items with a column of the report, each column once. */
function distinctKnown<Item>(
  description: ReportOutline,
  items: Item[],
  columnOf: (item: Item) => string,
): Item[] {
  const unused = new Set<string>(description.columns.map((column) => column.id))
  return items.filter((item) => unused.delete(columnOf(item)))
}

function first(value: LocationQueryValue | LocationQueryValue[] | undefined): string | undefined {
  return [value].flat()[0] ?? undefined
}
