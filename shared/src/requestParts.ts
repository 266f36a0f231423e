import { z } from 'zod'
import { listSchema, type ListSchema } from './listSchema.ts'
import type { DataRange, FilterField } from './reportDescription.ts'

/** Formats of a file; each is also the ending of its name. */
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

/** A column to sort by. */
export interface SortKey<Id extends string = string> {
  column: Id
  direction: 'asc' | 'desc'
}

/** How many columns a table can be sorted by. */
export const sortKeysMax = 3

/** Sort keys, the most significant first; ties keep the report's own order. */
export function sortSchema<Id extends string>(columnId: z.ZodType<Id, Id>) {
  const key: z.ZodType<SortKey<Id>, SortKey<Id>> = z.strictObject({
    column: columnId,
    direction: z.enum(['asc', 'desc'], { error: 'Sort asc or desc.' }),
  })
  return listSchema(key, { max: sortKeysMax, tooMany: 'Sort by at most three columns.' }).refine(
    (keys) => new Set(keys.map((key) => key.column)).size === keys.length,
    'Sort by each column once.',
  )
}

const noTimeZone = 'Use a time zone of the IANA database, such as Europe/Berlin or UTC.'

/** The longest name in the IANA database has 32 characters. */
export const timeZoneSchema = z
  .string(noTimeZone)
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

/** Kinds of CSV: for programs, and for a double-click in the Excel of the request's locale. */
export const csvDialects = ['rfc4180', 'excel'] as const
export type CsvDialect = (typeof csvDialects)[number]

export const csvDialectSchema = z.enum(csvDialects, {
  error: `Use one of the CSV dialects ${csvDialects.join(', ')}.`,
})

const noLocale = 'Use a language tag of BCP 47, such as de or en-GB.'

/** Tags of languages with script and region have 11 characters; RFC 5646, 4.4.1 plans for 35. */
const localeLengthMax = 100

/** A language and region as a BCP 47 tag, in its canonical form. */
export const localeSchema = z
  .string(noLocale)
  .max(localeLengthMax, { error: noLocale, abort: true })
  .refine((tag) => canonicalLocale(tag) !== null, { error: noLocale, abort: true })
  .overwrite((tag) => canonicalLocale(tag) ?? tag)

function canonicalLocale(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null
  } catch {
    return null
  }
}

/** An ISO 8601 calendar day within the data: `2001-01-31`. */
export function daySchema(earliest: string, latest: string) {
  // Stops at an invalid date: one message is enough.
  return z.iso
    .date({ error: 'Use a valid date, such as 2001-01-31.', abort: true })
    .refine((day) => day >= earliest && day <= latest, {
      error: `Use a date from ${earliest} to ${latest}.`,
      params: { problem: 'outside-data' },
    })
}

/** The two day filters of a report; `from` is inclusive, `until` exclusive. */
export function dayRangeShape(range: DataRange) {
  return { from: daySchema(range.from, range.until), until: daySchema(range.from, range.until) }
}

/** Refinement of filters with a day range; reports the issue at `until`. */
export function checkDayRange(context: z.core.ParsePayload<{ from: string; until: string }>): void {
  const { from, until } = context.value
  if (until > from) return
  context.issues.push({
    code: 'custom',
    input: until,
    path: ['until'],
    message: `Must be later than the start (${from}).`,
    params: { problem: 'ends-before-start' },
  })
}

/** The schema of a number filter, with the bounds of its field. */
export function numberSchema({
  whole,
  min = -Number.MAX_VALUE,
  max = Number.MAX_VALUE,
}: Pick<Extract<FilterField, { kind: 'number' }>, 'whole' | 'min' | 'max'>): z.ZodNumber {
  const number: z.ZodNumber = whole ? z.int('Use a whole number.') : z.number('Use a number.')
  return number
    .min(min, `Use ${min.toLocaleString('en')} or more.`)
    .max(max, `Use ${max.toLocaleString('en')} or less.`)
}

/** Most values of a choice. */
export const chosenValuesMax = 500

/** A choice of values of a column. */
export function valuesSchema<Value extends z.ZodType>(
  value: Value,
  plural: string,
): ListSchema<Value> {
  return listSchema(value, {
    max: chosenValuesMax,
    tooMany: `Choose at most ${chosenValuesMax} ${plural}.`,
    empty: `Choose at least one, or leave this filter out to include all ${plural}.`,
  })
}
