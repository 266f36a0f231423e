/** Bytes `start` to `end`, both inclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface RangeHeaders {
  readonly range: string | undefined
  readonly ifRange: string | undefined
}

/**
 * Returns the single range that a request asks for (RFC 9110, section 14), or null for the whole
 * file: no range, a stale validator, several ranges, nonsense, or a range past the end. The last is
 * never a 416, because browsers react to that with more requests.
 */
export function requestedRange(
  { range, ifRange }: RangeHeaders,
  sizeBytes: number,
  etag: string,
): ByteRange | null {
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return null
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim())
  if (!match) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  return start <= end ? { start, end } : null
}
