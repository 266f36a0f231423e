import type { ColumnType } from '@coatcheck/shared'
import { guarded, mayHoldFormula } from './formulaGuard.ts'

const plainDecimal = /^-?\d+(?:\.\d+)?$/
const needsQuotes = /[",;\t\r\n]|^\s|\s$/

/**
 * A text as a field of RFC 4180, with a guard where a spreadsheet would read a formula; a negative
 * decimal has none. Quoted also where a reader that splits at `;` or tab would split.
 */
export function csvText(text: string, type: ColumnType): string {
  const isRisky = mayHoldFormula.test(text) && !(type === 'decimal' && plainDecimal.test(text))
  const safe = isRisky ? guarded(text) : text
  return needsQuotes.test(safe) ? quoted(safe) : safe
}

/** The same, always between quotes unless it is a decimal. */
export function quotedCsvText(text: string, type: ColumnType): string {
  const field = csvText(text, type)
  const isDecimal = type === 'decimal' && plainDecimal.test(text)
  return field.startsWith('"') || isDecimal ? field : quoted(field)
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
