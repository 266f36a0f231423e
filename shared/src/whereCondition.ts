/** Most conditions of a request. */
export const conditionsMax = 20

/** Most characters of a text in a condition. */
export const conditionTextMax = 1000

export const operators = ['is', 'isNot', 'contains', 'between', 'blank', 'notBlank'] as const
export type Operator = (typeof operators)[number]

/**
 * A value of a column: a text for texts, links, days and times (ISO 8601), a number for numbers. Whole
 * numbers and decimals can also be texts of digits, which keep all of them.
 */
export type ConditionValue = string | number | boolean

/** `is` and `isNot`: the cell is, or is not, one of the values. Blank cells are not any value. */
export interface ValuesCondition<ColumnId extends string = string> {
  column: ColumnId
  operator: 'is' | 'isNot'
  values: ConditionValue[]
}

/** Text or link columns; upper and lower case are the same. */
export interface ContainsCondition<ColumnId extends string = string> {
  column: ColumnId
  operator: 'contains'
  text: string
}

/** Both ends belong to it, and one of them may be left out. */
export interface BetweenCondition<ColumnId extends string = string> {
  column: ColumnId
  operator: 'between'
  min?: number | string | undefined
  max?: number | string | undefined
}

/** Whether the cell is empty: without a value, with an empty text, or with what is no number. */
export interface BlankCondition<ColumnId extends string = string> {
  column: ColumnId
  operator: 'blank' | 'notBlank'
}

/** A condition on the rows of a report, by one of its columns. */
export type WhereCondition<ColumnId extends string = string> =
  | ValuesCondition<ColumnId>
  | ContainsCondition<ColumnId>
  | BetweenCondition<ColumnId>
  | BlankCondition<ColumnId>
