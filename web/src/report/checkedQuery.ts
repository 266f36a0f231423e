import type { ReportOutline } from '@coatcheck/shared'
import type { Filters } from './filters/filterValues.ts'
import type { LinkIssue, ParsedReportQuery } from './reportAddress.ts'

/** What is known of the filters of a link. */
export interface LinkChecks {
  /** The filters that the server refused as invalid, by id, as texts. */
  refused: ReadonlyMap<string, string>
  /** Values that no row of the viewer has. */
  missing: readonly { field: string; values: readonly string[] }[]
}

/**
 * The query without filters that are invalid or name values that no row has, each of which is an issue.
 * If the viewer may see some rows only, a value may be one of other rows: then the filter stays, or the
 * page would show other rows than the link is about.
 */
export function checkedQuery(
  parsed: ParsedReportQuery,
  { range, scope }: Pick<ReportOutline, 'range' | 'scope'>,
  { refused, missing }: LinkChecks,
): ParsedReportQuery {
  const { filters } = parsed
  const dropped: Filters = {}
  const issues: LinkIssue[] = []
  for (const [field, text] of refused) {
    const value = filters[field]
    if (value === undefined || String(value) !== text) continue
    dropped[field] = range?.[field as 'from' | 'until']
    const values = [value].flat().map(String)
    issues.push({ kind: 'filter', field, values, problem: { kind: 'invalid' } })
  }
  for (const { field, values } of missing) {
    const wanted = field in dropped ? undefined : filters[field]
    const unknown = Array.isArray(wanted) ? wanted.filter((one) => values.includes(one)) : []
    if (!Array.isArray(wanted) || unknown.length === 0) continue
    const isScoped = scope !== undefined
    issues.push({ kind: isScoped ? 'outside-scope' : 'unknown-values', field, values: unknown })
    if (isScoped) continue
    const known = wanted.filter((one) => !values.includes(one))
    dropped[field] = known.length > 0 ? known : undefined
  }
  if (issues.length === 0) return parsed
  return {
    ...parsed,
    // The same object while nothing is dropped: a draft of the filters goes by it.
    filters: Object.keys(dropped).length > 0 ? { ...filters, ...dropped } : filters,
    issues: [...parsed.issues, ...issues],
  }
}
