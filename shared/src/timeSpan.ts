import type { ColumnType } from './column.ts'
import { dayMs } from './constants.ts'

/** Milliseconds since 1970 of the wall clock, or in UTC. */
export interface TimeSpan {
  readonly fromMs: number
  /** Exclusive. */
  readonly untilMs: number
}

const pattern = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(\.\d{3})?(Z|[+-]\d\d:\d\d)?)?$/

/**
 * All times that a day or a time of a condition stands for: `2001-06-30` for the whole day,
 * `2001-06-30T06:05` for the whole minute. Null if it is no day or time for such a column.
 */
export function timeSpan(type: ColumnType, text: string): TimeSpan | null {
  const [, day, minute, second, ms, zone] = pattern.exec(text) ?? []
  if (day === undefined || !isDay(day) || (ms !== undefined && second === undefined)) return null
  if (minute === undefined) return spanOf(Date.parse(day), dayMs)
  const needsZone = type === 'instant'
  if (type === 'date' || needsZone !== (zone !== undefined)) return null
  const fromMs = Date.parse(`${day}T${minute}${second ?? ''}${ms ?? ''}${zone ?? 'Z'}`)
  const lengthMs = ms !== undefined ? 1 : second !== undefined ? 1000 : 60_000
  return Number.isNaN(fromMs) ? null : spanOf(fromMs, lengthMs)
}

function spanOf(fromMs: number, lengthMs: number): TimeSpan {
  return { fromMs, untilMs: fromMs + lengthMs }
}

/** `Date.parse` takes the 31st of February for the 3rd of March; no database has a year 0. */
function isDay(day: string): boolean {
  const ms = Date.parse(day)
  return !Number.isNaN(ms) && !day.startsWith('0000') && new Date(ms).toISOString().startsWith(day)
}
