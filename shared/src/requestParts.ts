import { z } from 'zod'
import type { DataRange } from './reportDescription.ts'

export const formats = ['xlsx', 'csv'] as const
export type Format = (typeof formats)[number]

export const formatSchema = z.enum(formats, {
  error: `Use one of the formats ${formats.join(', ')}.`,
})

/** The columns to export, in the order in which they shall stand; all of them when left out. */
export function columnsSchema<Id extends string>(columnId: z.ZodType<Id, Id>) {
  return z
    .array(columnId)
    .min(1, 'Name at least one column, or leave columns out to get all of them.')
    .refine((ids) => new Set(ids).size === ids.length, 'Name each column once.')
}

export interface SortKey<Id extends string = string> {
  column: Id
  direction: 'asc' | 'desc'
}

/** Sort keys by weight; ties keep the report's own order. */
export function sortSchema<Id extends string>(columnId: z.ZodType<Id, Id>) {
  const key: z.ZodType<SortKey<Id>, SortKey<Id>> = z.strictObject({
    column: columnId,
    direction: z.enum(['asc', 'desc'], { error: 'Sort asc or desc.' }),
  })
  return z
    .array(key)
    .max(3, 'Sort by three columns at most.')
    .refine(
      (keys) => new Set(keys.map((key) => key.column)).size === keys.length,
      'Sort by each column once.',
    )
}

export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'Use a time zone of the IANA database, such as Europe/Berlin or UTC.')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** An ISO 8601 calendar day within the data: `2001-01-31`. */
export function daySchema(earliest: string, latest: string) {
  // Whatever is no day is not compared with others: one message says enough.
  return z.iso
    .date({ error: 'Use a day that exists, written like 2001-01-31.', abort: true })
    .refine((day) => day >= earliest && day <= latest, {
      error: `The data allows days from ${earliest} to ${latest} here.`,
    })
}

/** The two day filters of a report; `from` is inclusive, `until` exclusive. */
export function dayRangeShape(range: DataRange) {
  return { from: daySchema(range.from, range.until), until: daySchema(range.from, range.until) }
}

/** Refinement of filters with a day range: names `until` as the field to mend. */
export function checkDayRange(context: z.core.ParsePayload<{ from: string; until: string }>): void {
  const { from, until } = context.value
  if (until > from) return
  context.issues.push({
    code: 'custom',
    input: until,
    path: ['until'],
    message: `until is exclusive and must be later than from (${from}).`,
  })
}

/** A choice among values of a column. */
export function valuesSchema<Value extends z.ZodType>(value: Value, plural: string) {
  return z
    .array(value)
    .min(1, `Name at least one, or leave this filter out to include all ${plural}.`)
    .max(500, `Name 500 ${plural} at most.`)
}
