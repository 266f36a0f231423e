import {
  timeSpan,
  type Column,
  type ColumnType,
  type ConditionValue,
  type WhereCondition,
} from '@coatcheck/shared'
import type { Condition } from './condition.ts'
import { decimalAtLeast, decimalAtMost, plainDecimal, trimmedDecimal } from './decimalSql.ts'
import type { Report } from './defineReport.ts'
import { numberAtLeast, numberAtMost, shownNumber } from './numberSql.ts'
import { columnOf, identifier, shownSql } from './reportColumns.ts'

type Where = readonly WhereCondition[]

type Between = Extract<WhereCondition, { operator: 'between' }>

/**
 * The conditions of a request as SQL that DuckDB and Postgres both know. All values are bound.
 *
 * @param where fits the columns of the report, as its schema says
 */
export function whereConditions(report: Report, where: Where = []): readonly Condition[] {
  return where.map((condition) => conditionSql(report, condition))
}

function conditionSql(report: Report, condition: WhereCondition): Condition {
  const column = columnOf(report, condition.column)
  switch (condition.operator) {
    case 'is':
      return isOneOf(report, column, condition.values)
    case 'isNot':
      return wrapped(
        `(${identifier(column)} IS NULL OR NOT (`,
        isOneOf(report, column, condition.values),
        '))',
      )
    case 'contains':
      return contains(report, column, condition.text)
    case 'between':
      return between(column, condition)
    case 'blank':
      return { parts: [`NOT ${hasValue(report, column)}`], values: [] }
    case 'notBlank':
      return { parts: [hasValue(report, column)], values: [] }
  }
}

function wrapped(before: string, { parts, values }: Condition, after: string): Condition {
  const whole = [...parts]
  const last = whole.length - 1
  whole[0] = `${before}${whole[0]}`
  whole[last] = `${whole[last]}${after}`
  return { parts: whole, values }
}

/** Conditions of which one has to be met. */
function anyOf(conditions: readonly Condition[]): Condition {
  return joined(conditions, ' OR ')
}

function joined(conditions: readonly Condition[], operator: string): Condition {
  const [first, ...others] = conditions
  return others.reduce<Condition>(
    (before, { parts, values }) => ({
      parts: [
        ...before.parts.slice(0, -1),
        before.parts.at(-1)! + operator + parts[0]!,
        ...parts.slice(1),
      ],
      values: [...before.values, ...values],
    }),
    first!,
  )
}

function isOneOf(report: Report, column: Column, values: readonly ConditionValue[]): Condition {
  const name = identifier(column)
  const texts = values.map(String)
  switch (column.type) {
    case 'text':
    case 'link':
      return equals(textSql(report, column), texts)
    case 'decimal':
      return equals(plainDecimal(name), texts.map(trimmedDecimal))
    case 'integer':
      return equals(name, texts, 'BIGINT')
    case 'number':
      return equals(shownNumber(name), texts, 'DOUBLE PRECISION')
    case 'boolean':
      return anyOf(values.map((value) => sqlOf([`${name} = CAST(`, ' AS BOOLEAN)'], String(value))))
    default:
      return anyOf(texts.map((text) => inSpan(column, { from: text, until: text })))
  }
}

/** One value is compared plainly: DuckDB keeps stored order through that, and not through a list. */
function equals(expression: string, texts: readonly string[], type?: string): Condition {
  const [first, ...others] = texts
  const [open, close, many] = type ? ['CAST(', ` AS ${type})`, ` AS ${type}[])`] : ['', '', '']
  if (others.length === 0) return sqlOf([`${expression} = ${open}`, close], first!)
  return { parts: [`${expression} = ANY(${open}`, `${many})`], values: [texts] }
}

function sqlOf(parts: readonly string[], ...values: Condition['values']): Condition {
  return { parts, values }
}

/** Texts are compared as people see them, also where something else is stored. */
function textSql(report: Report, column: Column): string {
  return `CAST(${shownSql(report, column)} AS VARCHAR)`
}

/** The text is no pattern, so none of its characters means anything else. */
function contains(report: Report, column: Column, text: string): Condition {
  return sqlOf([`strpos(lower(${textSql(report, column)}), lower(`, `)) > 0`], text)
}

function between(column: Column, { min, max }: Between): Condition {
  const name = identifier(column)
  switch (column.type) {
    case 'integer':
      return ends(min, max, {
        min: (value) => sqlOf([`${name} >= CAST(`, ' AS BIGINT)'], String(value)),
        max: (value) => sqlOf([`${name} <= CAST(`, ' AS BIGINT)'], String(value)),
      })
    case 'number':
      // What is no number is more than infinity in both databases.
      return ends(min, max ?? Infinity, {
        min: (value) => numberAtLeast(name, Number(value)),
        max: (value) => numberAtMost(name, Number(value)),
      })
    case 'decimal':
      return ends(min, max, {
        min: (value) => decimalAtLeast(name, String(value)),
        max: (value) => decimalAtMost(name, String(value)),
      })
    default:
      return inSpan(column, { from: textOf(min), until: textOf(max) })
  }
}

type End = (value: number | string) => Condition

function ends(
  min: Between['min'],
  max: Between['max'],
  end: { readonly min: End; readonly max: End },
): Condition {
  const conditions = [
    ...(min === undefined ? [] : [end.min(min)]),
    ...(max === undefined ? [] : [end.max(max)]),
  ]
  return joined(conditions, ' AND ')
}

function textOf(end: number | string | undefined): string | undefined {
  return end === undefined ? undefined : String(end)
}

/** From the first moment of one day or time up to the last moment of another. */
function inSpan(
  { id, type }: Column,
  { from, until }: { readonly from?: string | undefined; readonly until?: string | undefined },
): Condition {
  // Of an instant it is the time in UTC, which sessions of both databases use.
  const time = type === 'instant' ? `CAST(${identifier({ id })} AS TIMESTAMP)` : identifier({ id })
  const conditions: Condition[] = []
  if (from !== undefined) {
    conditions.push(
      sqlOf([`${time} >= CAST(`, ' AS TIMESTAMP)'], timestamp(timeSpan(type, from)!.fromMs)),
    )
  }
  if (until !== undefined) {
    conditions.push(
      sqlOf([`${time} < CAST(`, ' AS TIMESTAMP)'], timestamp(timeSpan(type, until)!.untilMs)),
    )
  }
  return conditions.length === 1 ? conditions[0]! : wrapped('(', joined(conditions, ' AND '), ')')
}

/** As both databases read it, also the first moment after the year 9999. */
function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/^\+0/, '').replace('Z', '')
}

/** SQL that is true for a cell that is not blank, and never null. */
function hasValue(report: Report, column: Column): string {
  const isThere = `${identifier(column)} IS NOT NULL`
  const more = valueSql(report, column)
  return more === null ? `(${isThere})` : `(${isThere} AND ${more})`
}

function valueSql(report: Report, column: Column): string | null {
  const type: ColumnType = column.type
  if (type === 'text' || type === 'link') return `coalesce(${textSql(report, column)}, '') <> ''`
  if (type !== 'number') return null
  const number = `CAST(${identifier(column)} AS DOUBLE PRECISION)`
  const infinity = `CAST('Infinity' AS DOUBLE PRECISION)`
  return `${number} < ${infinity} AND ${number} > -${infinity}`
}
