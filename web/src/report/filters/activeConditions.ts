import {
  isDayText,
  shortListLength,
  type Column,
  type ReportOutline,
  type WhereCondition,
} from '@coatcheck/shared'
import { namedInFullMax, namedMax, type FilterWords } from './activeFilters.ts'

export interface ActiveCondition {
  condition: WhereCondition
  /** The condition in words. */
  label: string
  /** All conditions but this one. */
  without: WhereCondition[]
}

/** The conditions on columns, each as a chip. */
export function activeConditions(
  { columns }: Pick<ReportOutline, 'columns'>,
  where: readonly WhereCondition[],
  words: FilterWords,
): ActiveCondition[] {
  return where.map((condition, index) => ({
    condition,
    label: conditionLabel(condition, columns, words),
    without: where.filter((_, other) => other !== index),
  }))
}

interface ConditionWords extends FilterWords {
  /** How many values the condition has, where it was shortened. */
  length?: number | undefined
}

export function conditionLabel(
  condition: WhereCondition,
  columns: readonly Column[],
  words: ConditionWords,
): string {
  const column = columns.find(({ id }) => id === condition.column)
  const name = column?.label ?? condition.column
  const { texts } = words
  const { conditions } = texts.report
  const write = (value: string | number | boolean) =>
    words.formats.withUnit(valueText(value, column, words), column?.unit)
  switch (condition.operator) {
    case 'is':
    case 'isNot':
      return conditions[condition.operator](name, valuesText(condition.values.map(write), words))
    case 'contains':
      return conditions.contains(name, texts.report.quoted(condition.text))
    case 'between': {
      const { min, max } = condition
      if (max === undefined) return conditions.from(name, write(min!))
      if (min === undefined) return conditions.upTo(name, write(max))
      return conditions.between(name, valueText(min, column, words), write(max))
    }
    default:
      return conditions[condition.operator](name)
  }
}

/** A value of a condition as the table shows it. */
export function valueText(
  value: string | number | boolean,
  column: Pick<Column, 'type' | 'format'> | undefined,
  { formats }: Pick<FilterWords, 'formats'>,
): string {
  if (!column) return String(value)
  // A whole day of a column of times.
  const isDay = typeof value === 'string' && isDayText(value)
  const isTime = column.type === 'datetime' || column.type === 'instant'
  return formats.cell(isDay && isTime ? { type: 'date' } : column, value)
}

function valuesText(shown: string[], { texts, formats, all, length = 0 }: ConditionWords): string {
  const more = shown.length < shortListLength ? 0 : length - shown.length
  if (more > 0) return texts.tray.receipt.more(shown.join(', '), formats.count(more))
  const namedAtMost = all ? namedInFullMax : namedMax
  return shown.length > namedAtMost ? texts.report.selected(shown.length) : shown.join(', ')
}
