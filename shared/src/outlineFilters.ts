import { z } from 'zod'
import type { DataRange, FilterField, ReportDescription } from './reportDescription.ts'
import { checkDayRange, daySchema, numberSchema, valuesSchema } from './requestParts.ts'
import type { InWords } from './words.ts'

/**
 * The schema of a report's filters that follows from its fields. The page checks it before a request;
 * for a file report it is the whole schema. Without `from` or `until` the days begin or end with the
 * data.
 */
export function filtersSchemaOf({ fields, range }: Pick<ReportDescription, 'fields' | 'range'>) {
  const shape: Record<string, z.ZodType> = {}
  for (const field of fields) {
    if (field.kind !== 'day') shape[field.id] = valueSchema(field).optional()
    else if (range !== null) {
      shape[field.id] = daySchema(range.from, range.until).default(defaultDay(field.id, range))
    }
  }
  return z.strictObject(shape).check((context) => {
    const { from, until } = context.value
    if (typeof from !== 'string' || typeof until !== 'string') return
    checkDayRange(context as z.core.ParsePayload<{ from: string; until: string }>)
  })
}

function defaultDay(id: string, { from, until }: DataRange): string {
  return id === 'from' ? from : until
}

/** Longer texts are no choices: a list of them could not be read. */
const valueText = z.string().max(1000, 'Use 1,000 characters at most.')

function valueSchema(field: InWords<Exclude<FilterField, { kind: 'day' }>>) {
  if (field.kind === 'values') return valuesSchema(valueText, 'values')
  return numberSchema(field)
}
