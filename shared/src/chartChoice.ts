import { z } from 'zod'
import { listSchema, type ListSchema } from './listSchema.ts'
import { namesIn } from './namesIn.ts'
import type { ReportDescription } from './reportDescription.ts'

/** A chart to read. A ranking can rank the values of another filter, and by a figure of the report. */
export interface ChartChoice<Id extends string = string> {
  /** Id of the chart. */
  id: Id
  /** Of a ranking: the filter of kind `values` whose column it ranks; the chart's own by default. */
  field?: string | undefined
  /** Of a ranking: the measure that orders it; the number of rows by default. */
  measure?: string | undefined
  /** Of a ranking: highest first (`desc`, the default) or lowest first. */
  direction?: 'asc' | 'desc' | undefined
}

/** The charts to read, each once; all of them, as they are described, when left out. */
export function chartChoicesSchema({
  charts,
  fields,
  measures,
}: ReportDescription): ListSchema<z.ZodType<ChartChoice, ChartChoice>> {
  const fieldIds = idsOf(fields.filter(({ kind }) => kind === 'values'))
  const choice = z.strictObject({
    id: idSchema(idsOf(charts), 'charts'),
    field: idSchema(fieldIds, 'filters').optional(),
    measure: idSchema(idsOf(measures), 'figures').optional(),
    direction: z.enum(['asc', 'desc'], { error: 'Sort asc or desc.' }).optional(),
  })
  const rankings = idsOf(charts.filter(({ kind }) => kind === 'ranking'))
  return listSchema(
    choice.refine(({ id, ...rest }) => isEmpty(rest) || rankings.includes(id), {
      error: 'Only a ranking has a field, a measure and a direction.',
    }),
    { max: charts.length, tooMany: `Name ${charts.length} charts at most.` },
  ).refine(
    (choices) => new Set(choices.map(({ id }) => id)).size === choices.length,
    'Name each chart once.',
  )
}

function idsOf(parts: readonly { readonly id: string }[]): string[] {
  return parts.map(({ id }) => id)
}

function idSchema(ids: string[], plural: string): z.ZodType<string, string> {
  const error =
    ids.length === 0 ? `There are no ${plural}.` : `Use one of the ${plural} ${namesIn(ids)}.`
  return z.enum(ids, { error })
}

function isEmpty(parts: object): boolean {
  return Object.values(parts).every((part) => part === undefined)
}
