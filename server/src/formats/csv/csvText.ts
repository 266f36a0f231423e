import type { ColumnType } from '@coatcheck/shared'

/** Spreadsheets read such texts as formulas (OWASP, "CSV Injection"). */
const formulaStart = /^[=+\-@\t\r]/
const plainDecimal = /^-?\d+(?:\.\d+)?$/
const needsQuotes = /[",\r\n]|^\s|\s$/

/**
 * A text as a field of RFC 4180. Text that a spreadsheet would run gets an apostrophe in front; a
 * negative decimal does not.
 */
export function csvText(text: string, type: ColumnType): string {
  const isHarmless = !formulaStart.test(text) || (type === 'decimal' && plainDecimal.test(text))
  const guarded = isHarmless ? text : `'${text}`
  return needsQuotes.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
