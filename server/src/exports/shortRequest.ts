import type { ExportProgress, ExportRequest } from '@coatcheck/shared'

/** Entries of a list that are shown: a page has no room for more. */
const entriesMax = 20

/**
 * A request with at most twenty entries of each list, and how many there are of those that have
 * more. Progress is sent whenever it changes, so it must not grow with the request.
 */
export function shortRequest(
  request: ExportRequest,
): Pick<ExportProgress, 'request' | 'listLengths'> {
  const listLengths: Record<string, number> = {}
  function shorten<Value>(name: string, value: Value): Value {
    if (!Array.isArray(value) || value.length <= entriesMax) return value
    listLengths[name] = value.length
    return value.slice(0, entriesMax) as Value
  }
  const filters = Object.entries(request.filters).map(
    ([name, value]) => [name, shorten(`filters.${name}`, value)] as const,
  )
  const short = { ...request, filters: Object.fromEntries(filters) }
  if (request.columns) short.columns = shorten('columns', request.columns)
  return { request: short, listLengths }
}
