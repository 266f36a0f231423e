import {
  conditionProblem,
  isDayText,
  operatorsOf,
  valueIn,
  type Column,
  type ConditionProblem,
  type ConditionValue,
  type Operator,
  type WhereCondition,
} from '@coatcheck/shared'

/** A condition as its editor holds it, whatever the operator. */
export interface ConditionDraft {
  operator: Operator
  values: ConditionValue[]
  text: string
  /** As inputs have them: days, times of the reader's clock, or numbers. */
  min: string
  max: string
}

export type DraftProblem = ConditionProblem['problem'] | 'no-value' | 'no-text'

export function draftOf({ type }: Column, condition: WhereCondition | undefined): ConditionDraft {
  const empty = { operator: usualOperator(type), values: [], text: '', min: '', max: '' }
  if (!condition) return empty
  switch (condition.operator) {
    case 'is':
    case 'isNot':
      return { ...empty, operator: condition.operator, values: [...condition.values] }
    case 'contains':
      return { ...empty, operator: 'contains', text: condition.text }
    case 'between':
      return {
        ...empty,
        operator: 'between',
        min: inputOf(type, condition.min, '00:00'),
        max: inputOf(type, condition.max, '23:59'),
      }
    default:
      return { ...empty, operator: condition.operator }
  }
}

/** Numbers and times are rarely chosen one by one. */
function usualOperator(type: Column['type']): Operator {
  return operatorsOf[type].includes('between') ? 'between' : 'is'
}

/** The condition of a draft, or what is wrong with it. */
export function conditionOf(
  { id: column, type }: Column,
  { operator, values, text, min, max }: ConditionDraft,
): WhereCondition | DraftProblem {
  if (operator === 'blank' || operator === 'notBlank') return { column, operator }
  if (operator === 'contains') return text === '' ? 'no-text' : { column, operator, text }
  if (operator !== 'between') {
    return values.length === 0 ? 'no-value' : { column, operator, values: [...values] }
  }
  const condition: WhereCondition = {
    column,
    operator,
    ...(min.trim() !== '' && { min: endOf(type, min) }),
    ...(max.trim() !== '' && { max: endOf(type, max) }),
  }
  return conditionProblem(type, condition)?.problem ?? condition
}

/** An input of the browser that fits the ends of a range. */
export function inputTypeOf(type: Column['type']): 'date' | 'datetime-local' | 'number' {
  if (type === 'date') return 'date'
  return type === 'datetime' || type === 'instant' ? 'datetime-local' : 'number'
}

function endOf(type: Column['type'], text: string): number | string {
  if (type !== 'instant') return valueIn(text.trim(), type) as number | string
  // The input has the reader's clock, to the minute.
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? text : `${time.toISOString().slice(0, 16)}Z`
}

/** @param timeOfDay for the end of a range that is a whole day */
function inputOf(
  type: Column['type'],
  end: number | string | undefined,
  timeOfDay: string,
): string {
  const text = String(end ?? '')
  if (text === '' || inputTypeOf(type) !== 'datetime-local') return text
  const isDay = isDayText(text)
  if (type === 'datetime') return isDay ? `${text}T${timeOfDay}` : text.slice(0, 16)
  const time = new Date(isDay ? `${text}T${timeOfDay}Z` : text)
  const wallClock = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return wallClock.toISOString().slice(0, 16)
}
