import type { SortKey } from '@coatcheck/shared'

const sortKeysMax = 3

/**
 * The order after a click on a heading: ascending, descending, then the report's own order.
 * With `keepOthers` the column joins the others as the least weighty one, in place of the last
 * where there is no room for more.
 */
export function nextSort(sort: readonly SortKey[], column: string, keepOthers: boolean): SortKey[] {
  const current = sort.find((key) => key.column === column)
  const next: SortKey[] = !current
    ? [{ column, direction: 'asc' }]
    : current.direction === 'asc'
      ? [{ column, direction: 'desc' }]
      : []
  if (!keepOthers) return next
  if (!current) return [...sort.slice(0, sortKeysMax - 1), ...next]
  return sort.flatMap((key) => (key === current ? next : [key]))
}
