import { fieldsOf } from './spreadsheetFields.ts'

/** A cell as Excel holds it: days and times are serials. */
export type ExcelCell = number | boolean | string | null

const number = /^-?\d+(?:,\d+)?(?:e[+-]?\d+)?$/i
const day = /^(\d\d)\.(\d\d)\.(\d{4})(?: (\d\d):(\d\d):(\d\d)(?:,(\d{3}))?)?$/

/**
 * Reads CSV as Excel with German settings is documented to do: a byte order mark means UTF-8, fields
 * end at the list separator, and a field is a number with a comma, a day, WAHR or FALSCH, a formula,
 * or else a text. Written without the table of regions of the encoder.
 *
 * @returns the cells row by row, headings included
 */
export function readAsGermanExcel(file: Uint8Array, columnCount: number): ExcelCell[][] {
  const csv = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file)
  if (!csv.startsWith('\ufeff')) throw new Error('Excel takes this file for Windows-1252.')
  const rows: ExcelCell[][] = []
  for (const field of fieldsOf(csv.slice(1), ';')) {
    if (rows.length === 0 || rows.at(-1)!.length === columnCount) rows.push([])
    rows.at(-1)!.push(cellOf(field))
  }
  return rows
}

function cellOf(field: string): ExcelCell {
  if (field === '') return null
  if (field === 'WAHR' || field === 'FALSCH') return field === 'WAHR'
  if (number.test(field)) return Number(field.replace(',', '.'))
  const constant = /^="([^"]*)"$/.exec(field)?.[1]
  if (constant !== undefined) return constant
  if (field.startsWith('=')) throw new Error(`This is a formula: ${field}`)
  const parts = day.exec(field)
  return parts ? serialOf(parts.slice(1).map((part) => Number(part || 0))) : field
}

/** Days since 1899-12-30, as all serials from 1900-03-01 on. */
function serialOf([date, month, year, ...time]: number[]): number {
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = time
  const wallClockMs = Date.UTC(year!, month! - 1, date, hours, minutes, seconds, ms)
  return (wallClockMs - Date.UTC(1899, 11, 30)) / 86_400_000
}
