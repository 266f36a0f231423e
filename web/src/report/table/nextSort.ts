import { sortKeysMax, type SortKey } from '@coatcheck/shared'

/**
 * The sort order after a click on a heading: ascending, descending, then the report's own order.
 * With `keepOthers` the column is added as the last key; if there are already three, it
 * replaces the last one.
 */
export function nextSort(sort: readonly SortKey[], column: string, keepOthers: boolean): SortKey[] {
  const current = sort.find((key) => key.column === column)
  const next = nextKeys(column, current)
  if (!keepOthers) return next
  if (!current) return [...sort.slice(0, sortKeysMax - 1), ...next]
  return sort.flatMap((key) => (key === current ? next : [key]))
}

function nextKeys(column: string, current: SortKey | undefined): SortKey[] {
  if (!current) return [{ column, direction: 'asc' }]
  return current.direction === 'asc' ? [{ column, direction: 'desc' }] : []
}
