import type { ColumnType } from '@coatcheck/shared'
import { formulaGuard } from './formulaGuard.ts'

const plainDecimal = /^-?\d+(?:\.\d+)?$/
const needsQuotes = /[",;\t\r\n]|^\s|\s$/

const guard = formulaGuard(String.raw`;\t`)

/**
 * A text as a field of RFC 4180, with a guard where a spreadsheet would read a formula; a negative
 * decimal has none. Quoted also where a reader that splits at `;` or tab would split.
 */
export function csvText(text: string, type: ColumnType): string {
  const isRisky = guard.mayHoldFormula.test(text) && !(type === 'decimal' && isPlainDecimal(text))
  return quotedIfNeeded(isRisky ? guard.guarded(text) : text)
}

/** The same, always between quotes unless it is a decimal. */
export function quotedCsvText(text: string, type: ColumnType): string {
  const field = csvText(text, type)
  const isDecimal = type === 'decimal' && isPlainDecimal(text)
  return field.startsWith('"') || isDecimal ? field : quoted(field)
}

export function isPlainDecimal(text: string): boolean {
  return plainDecimal.test(text)
}

/** Quoted where a reader that splits at commas, semicolons or tabs needs it. */
export function quotedIfNeeded(text: string): string {
  return needsQuotes.test(text) ? quoted(text) : text
}

export function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
