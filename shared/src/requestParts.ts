import { z } from 'zod'
import { listSchema, type ListSchema } from './listSchema.ts'
import type { DataRange } from './reportDescription.ts'

export const formats = ['xlsx', 'csv'] as const
export type Format = (typeof formats)[number]

export const formatSchema = z.enum(formats, {
  error: `Use one of the formats ${formats.join(', ')}.`,
})

/**
 * The columns to export, in the order of the file; all of them when left out.
 *
 * @param max how many columns the report has
 */
export function columnsSchema<Id extends string>(columnId: z.ZodType<Id, Id>, max: number) {
  return listSchema(columnId, {
    max,
    tooMany: `Name ${max} columns at most.`,
    empty: 'Name at least one column, or leave columns out to get all of them.',
  }).refine((ids) => new Set(ids).size === ids.length, 'Name each column once.')
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
  return listSchema(key, { max: 3, tooMany: 'Sort by three columns at most.' }).refine(
    (keys) => new Set(keys.map((key) => key.column)).size === keys.length,
    'Sort by each column once.',
  )
}

const noTimeZone = 'Use a time zone of the IANA database, such as Europe/Berlin or UTC.'

/** The longest name in the IANA database has 32 characters. */
export const timeZoneSchema = z
  .string()
  .max(100, { error: noTimeZone, abort: true })
  .refine(isTimeZone, noTimeZone)

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

/** Refinement of filters with a day range: names `until` as the field to fix. */
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

/** Some of the values of a column. */
export function valuesSchema<Value extends z.ZodType>(
  value: Value,
  plural: string,
): ListSchema<Value> {
  return listSchema(value, {
    max: 500,
    tooMany: `Name 500 ${plural} at most.`,
    empty: `Name at least one, or leave this filter out to include all ${plural}.`,
  })
}
