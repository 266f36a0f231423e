import {
  conditionIn,
  conditionProblem,
  conditionsMax,
  conditionText,
  daysOfPeriod,
  isPeriod,
  sortKeysMax,
  type ChartChoice,
  type FilterField,
  type Period,
  type ReportOutline,
  type SortKey,
  type WhereCondition,
} from '@coatcheck/shared'
import type { LocationQuery, LocationQueryRaw, LocationQueryValue } from 'vue-router'
import { formatRanking, parseRankings } from './charts/rankings.ts'
import { filterProblems, type FilterProblem } from './filters/filterProblem.ts'
import type { Filters } from './filters/filterValues.ts'

/** Which rows and columns a report page shows, and in which order. */
export interface ReportQuery {
  filters: Filters
  /** The period of `from` and `until`, which move with the data; null if they were chosen. */
  period: Period | null
  /** Conditions on columns, besides the report's own filters. */
  where: WhereCondition[]
  sort: SortKey[]
  /** Ids of the shown columns, in their order. */
  columns: string[]
  /** What rankings rank, where that was chosen. */
  rankings?: ChartChoice[]
}

/** A report with its filters. */
export interface FilteredReport {
  report: string
  filters: Filters
  where?: WhereCondition[]
}

/** Which rows, as a request has them: a report that filters its rows itself takes no conditions. */
export function rowsOf({ report, filters, where = [] }: FilteredReport): FilteredReport {
  return { report, filters, ...(where.length > 0 && { where }) }
}

/** A report with everything that its page shows. */
export interface ReportRequest extends ReportQuery {
  report: string
}

/** A part of an address that was ignored. */
export type LinkIssue =
  | {
      kind: 'filter'
      /** Id of its field. */
      field: string
      /** As in the address. */
      values: string[]
      problem: FilterProblem
    }
  /** Values that no row of the viewer has, either because there are none or because of their scope. */
  | { kind: 'unknown-values' | 'outside-scope'; field: string; values: string[] }
  /** Ids of filters or columns, or choices of rankings, that the report does not have. */
  | { kind: 'unknown-filters' | 'unknown-columns' | 'unknown-rankings'; names: string[] }
  /** Texts that are no conditions on columns of the report. */
  | { kind: 'conditions'; values: string[] }
  /** A period that does not exist, or of which the data has no day. */
  | { kind: 'period'; name: string }

export interface ParsedReportQuery extends ReportQuery {
  /** The parts of the address that were ignored. */
  issues: LinkIssue[]
}

/** The parameters of an address that are no filters. */
const viewParameters = ['sort', 'columns', 'period', 'where', 'ranking'] as const

/** The query of an address without parameters. */
export function defaultQuery(description: ReportOutline): ReportQuery {
  return {
    filters: { ...description.range },
    period: null,
    where: [],
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
  const valid = validFilters(description, wanted)
  const moving = parsePeriod(description, first(parameters.period))
  const conditions = parseConditions(description, parameters.where)
  const sort = parseSort(first(parameters.sort))
  const columns = first(parameters.columns)?.split(',') ?? []
  const shown = distinctKnown(description, columns, (id) => id)
  const { rankings, unknown } = parseRankings(description, rankingTexts(description, parameters))
  return {
    filters: { ...valid.filters, ...moving.days },
    period: moving.period,
    where: conditions.where,
    issues: [
      ...valid.issues,
      ...moving.issues,
      ...conditions.issues,
      ...unknownParts(description, Object.keys(parameters), [
        ...columns,
        ...sort.map(({ column }) => column),
      ]),
      ...(unknown.length > 0 ? [{ kind: 'unknown-rankings' as const, names: unknown }] : []),
    ],
    ...(rankings.length > 0 && { rankings }),
    sort: distinctKnown(description, sort, (key) => key.column).slice(0, sortKeysMax),
    columns: shown.length ? shown : defaultQuery(description).columns,
  }
}

/** The parameters of an address: only what differs from the default. */
export function formatAddress(description: ReportOutline, query: ReportQuery): LocationQueryRaw {
  const usual = defaultQuery(description)
  const parameters: LocationQueryRaw = {}
  if (query.period) parameters.period = query.period
  for (const { id, kind } of description.fields) {
    const value = query.filters[id]
    if (kind === 'day' && query.period) continue
    if (value !== undefined && value !== usual.filters[id]) parameters[id] = value
  }
  if (query.where.length) parameters.where = query.where.map(conditionText)
  if (query.sort.length) {
    parameters.sort = query.sort
      .map(({ column, direction }) => (direction === 'desc' ? `-${column}` : column))
      .join(',')
  }
  const columns = query.columns.join(',')
  if (columns !== usual.columns.join(',')) parameters.columns = columns
  if (query.rankings?.length && !hasFilter(description, 'ranking')) {
    parameters.ranking = query.rankings.map(formatRanking)
  }
  return parameters
}

function parseFilters(fields: readonly FilterField[], parameters: LocationQuery): Filters {
  const filters: Filters = {}
  for (const { id, kind } of fields) {
    const values = [parameters[id] ?? []].flat().filter((value) => value !== null)
    if (values.length === 0) continue
    if (kind === 'values') filters[id] = values
    else filters[id] = kind === 'number' ? numberIn(values[0]!) : values[0]
  }
  return filters
}

/** An empty text is no number, other than `Number` has it. */
function numberIn(text: string): number {
  return text.trim() === '' ? NaN : Number(text)
}

function validFilters(
  description: ReportOutline,
  wanted: Filters,
): Pick<ParsedReportQuery, 'filters' | 'issues'> {
  const problems = filterProblems(description, { ...description.range, ...wanted })
  const invalid = new Set(Object.keys(problems))
  // If one end of the range is invalid, the other makes no sense without it.
  if (invalid.has('from') || invalid.has('until')) invalid.add('from').add('until')
  const valid = Object.entries(wanted).filter(([id]) => !invalid.has(id))
  return {
    filters: { ...description.range, ...Object.fromEntries(valid) },
    issues: Object.entries(problems).map(([field, problem]) => ({
      kind: 'filter',
      field,
      values: [wanted[field] ?? []].flat().map(String),
      problem,
    })),
  }
}

function rankingTexts(description: ReportOutline, { ranking = [] }: LocationQuery): string[] {
  if (hasFilter(description, 'ranking')) return []
  return [ranking].flat().filter((text) => text !== null)
}

/** A filter of this name is older than the parameter. */
function hasFilter({ fields }: Pick<ReportOutline, 'fields'>, name: string): boolean {
  return fields.some(({ id }) => id === name)
}

function parsePeriod({ range, fields }: ReportOutline, name: string | undefined) {
  const none = { days: {}, period: null, issues: [] }
  if (name === undefined || hasFilter({ fields }, 'period')) return none
  const days = range && isPeriod(name) ? daysOfPeriod(name, range) : null
  if (days && isPeriod(name)) return { days, period: name, issues: [] }
  return { ...none, issues: [{ kind: 'period' as const, name }] }
}

/** Whether the page can filter by any column: a report's own filter called `where` is older. */
export function takesConditions({ takesWhere, fields }: ReportOutline): boolean {
  return takesWhere === true && !fields.some(({ id }) => id === 'where')
}

function parseConditions(
  description: ReportOutline,
  parameter: LocationQueryValue | LocationQueryValue[] | undefined,
): Pick<ParsedReportQuery, 'where' | 'issues'> {
  if (description.fields.some(({ id }) => id === 'where')) return { where: [], issues: [] }
  const texts = [parameter ?? []].flat().filter((text) => text !== null)
  const where: WhereCondition[] = []
  const values: string[] = []
  for (const text of texts) {
    const condition = description.takesWhere && conditionIn(text, description.columns)
    const column = condition && description.columns.find(({ id }) => id === condition.column)
    const fits = column && !conditionProblem(column.type, condition)
    if (fits && where.length < conditionsMax) where.push(condition)
    else values.push(text)
  }
  return { where, issues: values.length > 0 ? [{ kind: 'conditions', values }] : [] }
}

function unknownParts(
  { fields, columns }: ReportOutline,
  parameters: readonly string[],
  columnIds: readonly string[],
): LinkIssue[] {
  const known = new Set<string>([...fields.map(({ id }) => id), ...viewParameters])
  const knownColumns = new Set(columns.map(({ id }) => id))
  const parts: Extract<LinkIssue, { names: string[] }>[] = [
    { kind: 'unknown-filters', names: parameters.filter((id) => !known.has(id)) },
    {
      kind: 'unknown-columns',
      names: [...new Set(columnIds.filter((id) => id !== '' && !knownColumns.has(id)))],
    },
  ]
  return parts.filter(({ names }) => names.length > 0)
}

function parseSort(text: string | undefined): SortKey[] {
  return (text?.split(',') ?? []).map((part): SortKey => {
    const descending = part.startsWith('-')
    return { column: descending ? part.slice(1) : part, direction: descending ? 'desc' : 'asc' }
  })
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
