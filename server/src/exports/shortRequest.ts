import {
  isShortened,
  shortListLength,
  type ExportProgress,
  type ExportRequest,
} from '@coatcheck/shared'

/** Characters of a text. */
const textMax = 100

export type ShortRequest = Pick<ExportProgress, 'request' | 'listLengths'>

/**
 * A request with at most twenty entries of each list and a hundred characters of each text, and how
 * many there are of those that have more. Progress is sent whenever it changes, so it must not grow
 * with the request.
 */
export function shortRequest(request: ExportRequest): ShortRequest {
  const listLengths: Record<string, number> = {}
  function shorten(path: string, value: unknown): unknown {
    if (typeof value === 'string') {
      if (value.length <= textMax) return value
      listLengths[path] ??= value.length
      return `${value.slice(0, textMax)}…`
    }
    if (Array.isArray(value)) {
      if (value.length > shortListLength) listLengths[path] = value.length
      return value.slice(0, shortListLength).map((entry) => shorten(path, entry))
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, shorten(`${path}.${name}`, member)]),
    )
  }
  const short = {
    ...request,
    filters: shorten('filters', request.filters) as ExportRequest['filters'],
  }
  if (request.where) {
    // Each with a path of its own, because several may have long lists.
    const where = request.where.map((condition, index) => shorten(`where.${index}`, condition))
    short.where = where as ExportRequest['where']
  }
  if (request.columns) short.columns = shorten('columns', request.columns) as string[]
  return { request: short, listLengths }
}

/** As an event of the audit log has it, after the first one with the whole request. */
export function auditRequest(
  request: ExportRequest,
): Pick<ShortRequest, 'request'> & Partial<ShortRequest> {
  const short = shortRequest(request)
  return isShortened(short) ? short : { request: short.request }
}
