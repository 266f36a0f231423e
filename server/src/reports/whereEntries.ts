import {
  inLanguage,
  isDayText,
  type Column,
  type ConditionValue,
  type ReportDescription,
  type WhereCondition,
} from '@coatcheck/shared'
import { exportWord, type ExportWord } from './exportWords.ts'
import { moreWords, type FilterEntry, type FilterEntryOptions } from './filterEntries.ts'

/** The conditions of a request in words, in their order: `Delay: 15 to 60 min`. */
export function whereEntries(
  { columns }: Pick<ReportDescription, 'columns'>,
  where: readonly WhereCondition[] = [],
  { listLengths = {}, locale }: FilterEntryOptions = {},
): FilterEntry[] {
  return where.map((condition, index) => {
    const found = columns.find(({ id }) => id === condition.column)
    const column = found && inLanguage<Column>(found, locale)
    const length = listLengths[`where.${index}.values`] ?? 0
    return {
      label: column?.label ?? condition.column,
      value: conditionWords(condition, column, { length, locale }),
    }
  })
}

interface WordsOptions {
  /** Of the whole list of values, if it was shortened. */
  readonly length: number
  readonly locale: string | undefined
}

function conditionWords(
  condition: WhereCondition,
  column: Column | undefined,
  { length, locale }: WordsOptions,
): string {
  const words = (word: ExportWord, values: Readonly<Record<string, string>> = {}) =>
    // A function, or `$&` in a value would mean something.
    exportWord(word, locale).replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const write = (value: ConditionValue) => written(value, column, locale)
  const unit = column?.unit ? ` ${column.unit}` : ''
  switch (condition.operator) {
    case 'is':
    case 'isNot': {
      const list = condition.values.map(write).join(', ')
      const value = list + unit + moreWords(condition.values.length, length, locale)
      return condition.operator === 'is' ? value : words('isNot', { value })
    }
    case 'contains':
      return words('contains', { value: condition.text })
    case 'between': {
      const [min, max] = [condition.min, condition.max].map(
        (end) => end !== undefined && write(end),
      )
      if (!max) return words('atLeast', { value: `${min}${unit}` })
      if (!min) return words('atMost', { value: max + unit })
      return words('between', { min, max: max + unit })
    }
    default:
      return words(condition.operator)
  }
}

/** As a person of the locale writes it; without a locale as in the request. */
function written(
  value: ConditionValue,
  column: Column | undefined,
  locale: string | undefined,
): string {
  if (typeof value === 'boolean') return exportWord(value ? 'yes' : 'no', locale)
  if (locale === undefined) return String(value)
  if (typeof value === 'number') {
    return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value)
  }
  const isDay = column?.type !== 'text' && isDayText(value)
  if (!isDay) return value
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  return days.format(new Date(value))
}
