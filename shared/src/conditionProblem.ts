import { isTimeType, type ColumnType } from './column.ts'
import { timeSpan } from './timeSpan.ts'
import type { ConditionValue, Operator, WhereCondition } from './whereCondition.ts'

/** What is wrong with a condition, and in which part of it. */
export interface ConditionProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly problem: 'wrong-operator' | 'wrong-value' | 'no-end' | 'min-above-max'
}

const textual: readonly Operator[] = ['is', 'isNot', 'contains', 'blank', 'notBlank']
const ordered: readonly Operator[] = ['is', 'isNot', 'between', 'blank', 'notBlank']

/** The operators that fit each type of column, in the order in which people choose. */
export const operatorsOf: Readonly<Record<ColumnType, readonly Operator[]>> = {
  text: textual,
  link: textual,
  integer: ordered,
  number: ordered,
  decimal: ordered,
  boolean: ['is', 'isNot', 'blank', 'notBlank'],
  date: ordered,
  datetime: ordered,
  instant: ordered,
}

const wantedValue: Readonly<Record<ColumnType, string>> = {
  text: 'Use a text.',
  link: 'Use a text.',
  integer: 'Use a whole number of up to 64 bits.',
  number: 'Use a number.',
  decimal: 'Use a number, or its digits as a text.',
  boolean: 'Use true or false.',
  date: 'Use a day, such as 2001-01-31.',
  datetime: 'Use a day or a time, such as 2001-01-31T06:05.',
  instant: 'Use a time with its zone, such as 2001-01-31T06:05Z, or a day in UTC.',
}

/** Returns what is wrong with a condition on a column of this type; null if it fits. */
export function conditionProblem(
  type: ColumnType,
  condition: WhereCondition,
): ConditionProblem | null {
  const fitting = operatorsOf[type]
  if (!fitting.includes(condition.operator)) {
    const message = `A column of type ${type} has no ${condition.operator}. Use one of ${fitting.join(', ')}.`
    return { path: ['operator'], message, problem: 'wrong-operator' }
  }
  if (condition.operator === 'between') return endsProblem(type, condition)
  if (condition.operator !== 'is' && condition.operator !== 'isNot') return null
  const index = condition.values.findIndex((value) => !isValueOf(type, value))
  return index === -1 ? null : wrongValue(type, ['values', index])
}

function endsProblem(
  type: ColumnType,
  { min, max }: Extract<WhereCondition, { operator: 'between' }>,
): ConditionProblem | null {
  if (min === undefined && max === undefined) {
    return { path: [], message: 'Give min, max, or both.', problem: 'no-end' }
  }
  if (min !== undefined && !isValueOf(type, min)) return wrongValue(type, ['min'])
  if (max !== undefined && !isValueOf(type, max)) return wrongValue(type, ['max'])
  if (min === undefined || max === undefined || isInOrder(type, min, max)) return null
  const message = `Must not be less than the min (${min}).`
  return { path: ['max'], message, problem: 'min-above-max' }
}

function wrongValue(type: ColumnType, path: readonly (string | number)[]): ConditionProblem {
  return { path, message: wantedValue[type], problem: 'wrong-value' }
}

/** Whether a column of this type can have such a value. */
export function isValueOf(type: ColumnType, value: ConditionValue): boolean {
  switch (type) {
    case 'text':
    case 'link':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return typeof value === 'string' ? isInt64(value) : Number.isSafeInteger(value)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'decimal':
      return typeof value === 'string' ? /^-?\d{1,400}(\.\d{1,400})?$/.test(value) : isPlain(value)
    default:
      return typeof value === 'string' && timeSpan(type, value) !== null
  }
}

function isInt64(digits: string): boolean {
  return /^-?\d{1,19}$/.test(digits) && BigInt.asIntN(64, BigInt(digits)) === BigInt(digits)
}

/** A number that is written without an exponent. */
function isPlain(value: ConditionValue): boolean {
  return typeof value === 'number' && Number.isFinite(value) && !String(value).includes('e')
}

function isInOrder(type: ColumnType, min: number | string, max: number | string): boolean {
  if (isTimeType(type)) {
    return timeSpan(type, String(min))!.fromMs < timeSpan(type, String(max))!.untilMs
  }
  // Whole numbers and decimals may have more digits than a double keeps.
  return type === 'number' ? Number(min) <= Number(max) : compareDecimals(min, max) <= 0
}

/** Negative if the first one is less; exact for numbers of any length without an exponent. */
function compareDecimals(one: number | string, other: number | string): number {
  const parts = [one, other].map((value) => String(value).split('.'))
  const digits = Math.max(...parts.map(([, fraction = '']) => fraction.length))
  const [first, second] = parts.map(([whole, fraction = '']) =>
    BigInt(`${whole}${fraction.padEnd(digits, '0')}`),
  ) as [bigint, bigint]
  return first < second ? -1 : Number(first > second)
}
