import type { Column, ColumnType } from './column.ts'
import type { ConditionValue, Operator, WhereCondition } from './whereCondition.ts'

// Conditions as texts, in links to the page and on the command line: `origin:is:SEA,ATL`,
// `delay:between:15..60`, `city:contains:york`, `city:blank`.

/** What a person writes for an operator. */
export const operatorWords: Readonly<Record<Operator, string>> = {
  is: 'is',
  isNot: 'is-not',
  contains: 'contains',
  between: 'between',
  blank: 'blank',
  notBlank: 'not-blank',
}

/** A condition as a text that `conditionIn` reads. */
export function conditionText(condition: WhereCondition): string {
  const start = `${condition.column}:${operatorWords[condition.operator]}`
  switch (condition.operator) {
    case 'is':
    case 'isNot':
      return `${start}:${condition.values.map(escaped).join(',')}`
    case 'contains':
      return `${start}:${condition.text}`
    case 'between':
      return `${start}:${condition.min ?? ''}..${condition.max ?? ''}`
    default:
      return start
  }
}

/** Reads such a text; null if it is no condition on one of these columns. Values are not checked. */
export function conditionIn(
  text: string,
  columns: readonly Pick<Column, 'id' | 'type'>[],
): WhereCondition | null {
  for (const column of columns) {
    if (!text.startsWith(`${column.id}:`)) continue
    const [, word, , rest] = /^([a-z-]+)(:(.*))?$/s.exec(text.slice(column.id.length + 1)) ?? []
    const [operator] = Object.entries(operatorWords).find(([, known]) => known === word) ?? []
    const condition = operator && conditionOf(column, operator as Operator, rest)
    if (condition) return condition
  }
  return null
}

function conditionOf(
  { id: column, type }: Pick<Column, 'id' | 'type'>,
  operator: Operator,
  rest: string | undefined,
): WhereCondition | null {
  if (operator === 'blank' || operator === 'notBlank') {
    return rest === undefined ? { column, operator } : null
  }
  if (rest === undefined) return null
  if (operator === 'contains') return { column, operator, text: rest }
  if (operator !== 'between') {
    return { column, operator, values: listIn(rest).map((text) => valueIn(text, type)) }
  }
  const [, min, max] = /^(.*?)\.\.(.*)$/s.exec(rest) ?? []
  if (min === undefined || max === undefined) return null
  const end = (text: string) => valueIn(text.trim(), type) as number | string
  return {
    column,
    operator,
    ...(min.trim() !== '' && { min: end(min) }),
    ...(max.trim() !== '' && { max: end(max) }),
  }
}

/** The value that a text means in a column of this type; the text itself if it means none. */
export function valueIn(text: string, type: ColumnType): ConditionValue {
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text)
  if (type !== 'integer' && type !== 'number') return text
  const number = Number(text)
  const isNumber = text.trim() !== '' && Number.isFinite(number)
  // More digits than a number keeps stay a text.
  return isNumber && (type === 'number' || Number.isSafeInteger(number)) ? number : text
}

/** A comma, a backslash, and a space at an end get a backslash before them. */
function escaped(value: ConditionValue): string {
  return String(value).replaceAll(/[\\,]|^\s|\s$/g, '\\$&')
}

/** Splits at commas; `\,` is a comma. Spaces around a value do not belong to it, unless written `\ `. */
function listIn(text: string): string[] {
  const values: string[] = []
  for (const [, value, comma] of text.matchAll(/((?:\\[^]|[^,\\]|\\$)*)(,|$)/g)) {
    values.push(unescaped(value!))
    if (comma === '') break
  }
  return values
}

function unescaped(text: string): string {
  return text
    .replace(/^\s+/, '')
    .replace(/(?<!\\)\s+$|(?<=\\\s)\s+$/, '')
    .replaceAll(/\\([\\,\s])/g, '$1')
}
