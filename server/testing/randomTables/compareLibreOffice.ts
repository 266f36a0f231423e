import { dayMs, excelEpochSerial } from '@coatcheck/shared'
import type { ReadCell } from '../../src/formats/testing/readers.ts'
import { isExcelCell, isGuarded } from './compareCsv.ts'
import { cellOf } from './compareXlsx.ts'
import type { Expected } from './expectedValue.ts'

// Its cells come by way of a workbook that LibreOffice writes, which has limits of its own:
// - numbers have 15 significant digits, and so times are some microseconds off;
// - a line end is LF, whatever it was;
// - of two overlapping texts like `_x0041_x0042_` it escapes the first only;
// - in CSV it reads the smallest numbers, which have fewer bits than others, as zero.

/** Half a unit of the 15th digit. */
const precision = 6e-15
const smallestNormal = 2 ** -1022
/** In days. */
const timeTolerance = 6e-9

/** Whether LibreOffice finds a value in a cell of our workbook. */
export function isOpenedCell(value: Expected, found: ReadCell, timeZone: string): boolean {
  const wanted = cellOf(value, timeZone)
  if (typeof wanted === 'number') {
    if (typeof found !== 'number') return false
    const isTime = value?.kind === 'datetime' || value?.kind === 'instant'
    return isTime ? Math.abs(wanted - found) < timeTolerance : isSameNumber(wanted, found)
  }
  if (typeof wanted !== 'string') return wanted === (found ?? null)
  return isUnescaped(wanted) || withLineFeeds(wanted) === found
}

/** Whether LibreOffice, in the region of the file, finds a value in a field of CSV for Excel. */
export function isOpenedField(
  value: Expected,
  found: ReadCell,
  region: { readonly timeZone: string; readonly decimalMark: string },
): boolean {
  if (value?.kind === 'text' && typeof found === 'string') {
    const wanted = withLineFeeds(value.text)
    // Of a constant that is the text, or of a guarded text.
    return isUnescaped(value.text) || wanted === found || isGuarded(wanted, found)
  }
  if (typeof found !== 'number') return isExcelCell(value, excelCell(found), region)
  if (value?.kind === 'double') return isSameNumber(value.value, found)
  if (value?.kind === 'exact') return isSameNumber(Number(value.digits), found)
  // It counts days from 1899-12-30 also before March 1900.
  const timeMs = Math.round((found - excelEpochSerial) * dayMs)
  return isExcelCell(value, { timeMs }, region)
}

function excelCell(found: Exclude<ReadCell, number>) {
  if (found === null || found === undefined) return null
  return typeof found === 'string' ? { constant: found } : { boolean: found }
}

function isSameNumber(wanted: number, found: number): boolean {
  if (Math.abs(wanted) < smallestNormal) return found === 0 || found === wanted
  return Math.abs(wanted - found) <= precision * Math.abs(wanted)
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

function isUnescaped(text: string): boolean {
  return /_x[\da-f]{4}_x[\da-f]{4}_/i.test(text)
}
