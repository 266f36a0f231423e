import { dayAfter, lastDayOf } from './day.ts'
import { shortListLength } from './exportProgress.ts'
import { fileNameBytesMax, replaceForbidden } from './plainFileName.ts'

/** What a file name says of one filter: in full, and in short if that is too long. Empty: nothing. */
export type NamePart = readonly string[]

/** Values that are named; of more there is only the number. */
const valuesMax = 3
/** Longer values would leave no room for the other filters. */
const valuesLengthMax = 40

/** Text between two underscores of a file name. */
export function plainPart(text: string): string {
  return (
    // Of any length, from a client.
    replaceForbidden(text.slice(0, fileNameBytesMax))
      .replaceAll(/_+/g, '_')
      .replace(/[._ ]+$/, '')
      // The hyphen of a negative number stays.
      .replace(/^[._ -]*?(?=-?\d|[^._ -]|$)/, '')
  )
}

/** The days of a request: `2001`, `2001-06`, `2001-01_2001-03`, `2001-06-15` or first and last day. */
export function daysPart({ from, until }: Readonly<Record<string, unknown>>): NamePart {
  const last = typeof until === 'string' ? lastDayOf(until) : null
  if (typeof from !== 'string') return last === null ? [] : [plainPart(`until-${last}`)]
  if (last === null) return [plainPart(`from-${from}`)]
  return [plainPart(dayRange(from, last))]
}

function dayRange(from: string, last: string): string {
  if (!from.endsWith('-01') || !dayAfter(last).endsWith('-01')) return pair(from, last)
  const [firstMonth, lastMonth] = [from.slice(0, 7), last.slice(0, 7)]
  const year = from.slice(0, 4)
  const isYear = firstMonth === `${year}-01` && lastMonth === `${year}-12`
  return isYear ? year : pair(firstMonth, lastMonth)
}

function pair(first: string, last: string): string {
  return first === last ? first : `${first}_${last}`
}

/** The filters but the days, in the order of the request. */
export function filterParts(
  filters: Readonly<Record<string, unknown>>,
  listLengths: Readonly<Record<string, number>>,
): NamePart[] {
  const bounds = boundsIn(filters)
  return Object.entries(filters).flatMap(([id, value]): NamePart[] => {
    if ((id === 'from' || id === 'until') && typeof value === 'string') return []
    if (typeof value === 'number') {
      const { base } = endOf(id)
      const bound = bounds.get(base)
      // Both ends of a range are one part.
      if (bound?.id !== id) return []
      return [[plainPart(numberText(base, bound))]]
    }
    return [valuePart(id, value, listLengths[`filters.${id}`])]
  })
}

function valuePart(id: string, value: unknown, fullLength: number | undefined): NamePart {
  if (value === undefined || value === null) return []
  if (typeof value === 'boolean') return [plainPart(value ? id : `no-${id}`)]
  if (typeof value === 'object' && !Array.isArray(value)) return [plainPart(id)]
  const values = [value].flat().map(String)
  if (values.length === 0) return []
  // A shortened list is as long as it may get.
  const count = values.length < shortListLength ? values.length : (fullLength ?? values.length)
  const inShort = plainPart(`${count}${/^\d/.test(id) ? '-' : ''}${id}`)
  if (count > valuesMax) return [inShort]
  const text = plainPart(values.join('-'))
  return text.length <= valuesLengthMax ? [text, inShort] : [inShort]
}

interface Bounds {
  /** The filter that comes first. */
  readonly id: string
  min?: number
  max?: number
}

/** The number filters by the name without `min` or `max`. */
function boundsIn(filters: Readonly<Record<string, unknown>>): Map<string, Bounds> {
  const found = new Map<string, Bounds>()
  for (const [id, value] of Object.entries(filters)) {
    if (typeof value !== 'number') continue
    const { base, end } = endOf(id)
    const bounds = found.get(base) ?? { id }
    bounds[end] = value
    found.set(base, bounds)
  }
  return found
}

/** Of `minDelay`, `max_delay`, `delayMax` or `delay-min`. Any other name is taken for a lower end. */
function endOf(id: string): { base: string; end: 'min' | 'max' } {
  const [, before, rest] = /^(min|max)(?:[-_](?=.)|(?=\p{Lu}))(.+)$/u.exec(id) ?? []
  if (before !== undefined && rest !== undefined) {
    const base = rest.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase())
    return { base, end: before as 'min' | 'max' }
  }
  const after = /^(.+?)(?:[-_]m|M)(in|ax)$/.exec(id)
  if (!after) return { base: id, end: 'min' }
  return { base: after[1]!, end: after[2] === 'in' ? 'min' : 'max' }
}

function numberText(base: string, { min, max }: Bounds): string {
  if (min === undefined) return `${base}-max${String(max)}`
  // The digits of the name and those of the number are not one number.
  const name = /\d$/.test(base) ? `${base}=` : base
  // Of a column such as `temp-max`, a lower end would read as an upper one.
  if (max === undefined) return `${name}${/(?:min|max)$/i.test(base) ? '-min' : ''}${min}`
  const between = min < 0 || max < 0 ? 'to' : '-'
  return `${name}${min}${between}${max}`
}
