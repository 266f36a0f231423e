import { z } from 'zod'
import type { ColumnType } from './column.ts'
import { conditionProblem } from './conditionProblem.ts'
import { listSchema } from './listSchema.ts'
import { chosenValuesMax } from './requestParts.ts'
import {
  conditionsMax,
  conditionTextMax,
  operators,
  type WhereCondition,
} from './whereCondition.ts'

const tooLong = `Use ${conditionTextMax.toLocaleString('en')} characters at most.`
const noValue = 'Use a text, a number, true or false.'
const textValue = z.string().max(conditionTextMax, tooLong)
const value = z.union([textValue, z.number(), z.boolean()], { error: noValue })
const end = z.union([textValue, z.number()], { error: 'Use a number, a day or a time.' })

function conditionSchema<Id extends string>(column: z.ZodType<Id, Id>) {
  const values = listSchema(value, {
    max: chosenValuesMax,
    tooMany: `Choose at most ${chosenValuesMax} values.`,
    empty: 'Choose at least one value.',
  })
  const schema = z.discriminatedUnion(
    'operator',
    [
      z.strictObject({ column, operator: z.enum(['is', 'isNot']), values }),
      z.strictObject({
        column,
        operator: z.literal('contains'),
        text: textValue.min(1, 'Write at least one character.'),
      }),
      z.strictObject({
        column,
        operator: z.literal('between'),
        min: end.optional(),
        max: end.optional(),
      }),
      z.strictObject({ column, operator: z.enum(['blank', 'notBlank']) }),
    ],
    { error: `Use one of the operators ${operators.join(', ')}.` },
  )
  return schema as unknown as z.ZodType<WhereCondition<Id>, WhereCondition<Id>>
}

/**
 * Conditions on the columns of a report: a row has to meet all of them, and a column may have several.
 *
 * @param columnId the ids of the columns
 * @param typeOf the type of a column by its id
 */
export function whereSchema<Id extends string>(
  columnId: z.ZodType<Id, Id>,
  typeOf: (id: Id) => ColumnType,
) {
  const fitting = conditionSchema(columnId).check((context) => {
    const found = conditionProblem(typeOf(context.value.column), context.value)
    if (!found) return
    const { path, message, problem } = found
    context.issues.push({
      code: 'custom',
      input: context.value,
      path: [...path],
      message,
      params: { problem },
    })
  })
  return conditionList(fitting)
}

/** Conditions as they are kept, whichever report they are of. */
export const keptWhereSchema = conditionList(conditionSchema(z.string()))

function conditionList<Schema extends z.ZodType>(condition: Schema) {
  return listSchema(condition, {
    max: conditionsMax,
    tooMany: `Use ${conditionsMax} conditions at most.`,
  })
}
