import type { Condition } from './condition.ts'

// Decimals are compared by their digits. DuckDB cannot compare decimals of all widths and scales: it
// widens one to the scale of the other, and fails for a value that has then too many digits.

/** The decimal as a text without zeros at the end of its fraction, in any type of number. */
export function plainDecimal(name: string): string {
  const text = `CAST(${name} AS VARCHAR)`
  return `(CASE WHEN ${text} LIKE '%.%' THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END)`
}

/** The same of a decimal from a request: `-0.50` is `-0.5`, `007` is `7`. */
export function trimmedDecimal(text: string): string {
  const [, sign, whole, fraction] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text)!
  const digits = fraction ? `${whole}.${fraction}` : whole!
  return digits === '0' ? '0' : `${sign}${digits}`
}

export function decimalAtLeast(name: string, bound: string): Condition {
  const { isNegative, digits } = partsOf(bound)
  const text = plainDecimal(name)
  return isNegative
    ? atMost(`(${text} NOT LIKE '-%' OR `, text, digits)
    : atLeast(`(${text} NOT LIKE '-%' AND `, text, digits)
}

export function decimalAtMost(name: string, bound: string): Condition {
  const { isNegative, digits } = partsOf(bound)
  const text = plainDecimal(name)
  return isNegative
    ? atLeast(`(${text} LIKE '-%' AND `, text, digits)
    : atMost(`(${text} LIKE '-%' OR `, text, digits)
}

function partsOf(bound: string) {
  const text = trimmedDecimal(bound)
  return { isNegative: text.startsWith('-'), digits: text.replace('-', '') }
}

function atLeast(before: string, text: string, digits: string): Condition {
  return compared(before, text, digits, '>')
}

function atMost(before: string, text: string, digits: string): Condition {
  return compared(before, text, digits, '<')
}

/** Compares digits without their sign: first by how many are before the point, then as texts. */
function compared(before: string, text: string, digits: string, operator: '<' | '>'): Condition {
  const absolute = `ltrim(${text}, '-')`
  const length = `length(split_part(${absolute}, '.', 1))`
  const whole = digits.replace(/\..*/, '').length
  const start = `${before}(${length} ${operator} CAST(`
  return {
    parts: [
      start,
      ` AS INTEGER) OR (${length} = CAST(`,
      ` AS INTEGER) AND ${absolute} ${operator}= `,
      ')))',
    ],
    values: [String(whole), String(whole), digits],
  }
}
