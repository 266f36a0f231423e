import { dayMs, excelEpochSerial } from '@coatcheck/shared'
import type { ReadCell } from '../../src/formats/testing/readers.ts'
import { isExcelCell, isGuarded } from './compareCsv.ts'
import { cellOf } from './compareXlsx.ts'
import { isNumber, type Expected } from './expectedValue.ts'

// Its cells come by way of a workbook that LibreOffice writes, which has limits of its own:
// - numbers have 15 significant digits, and so times are some microseconds off;
// - a line end may have become LF;
// - of two overlapping texts like `_x0041_x0042_` it escapes the first only, and none where the second
//   is the escape of a control character;
// - a cell has 32,767 characters, and none is NUL;
// - in CSV it reads the smallest numbers, which have fewer bits than others, as zero.

/** Half a unit of the 15th digit. */
const precision = 6e-15
const smallestNormal = 2 ** -1022
const cellLengthMax = 32_700
/** In days. */
const timeTolerance = 6e-9

/** Whether LibreOffice finds a value in a cell of our workbook. */
export function isOpenedCell(value: Expected, found: ReadCell, timeZone: string): boolean {
  const wanted = cellOf(value, timeZone)
  if (typeof wanted === 'number') {
    if (typeof found !== 'number') return false
    const isTime = value?.kind === 'datetime' || value?.kind === 'instant'
    if (value?.kind === 'single' && isNumber(wanted, found, 'single')) return true
    return isTime ? Math.abs(wanted - found) < timeTolerance : isSameNumber(wanted, found)
  }
  if (typeof wanted !== 'string') return wanted === (found ?? null)
  return isUnescaped(wanted) || isSameText(wanted, found)
}

/** Whether LibreOffice, in the region of the file, finds a value in a field of CSV for Excel. */
export function isOpenedField(
  value: Expected,
  found: ReadCell,
  region: { readonly timeZone: string; readonly decimalMark: string },
): boolean {
  if (value?.kind === 'text' && typeof found === 'string') return isFieldText(value.text, found)
  // Without its NUL a text may be a number or a boolean.
  if (value?.kind === 'text' && value.text.includes('\0')) return true
  if (typeof found !== 'number') return isExcelCell(value, excelCell(found), region)
  if (value?.kind === 'double' || value?.kind === 'single') {
    return isNumber(value.value, found, value.kind) || isSameNumber(value.value, found)
  }
  if (value?.kind === 'exact') return isSameNumber(Number(value.digits), found)
  // It counts days from 1899-12-30 also before March 1900.
  const timeMs = Math.round((found - excelEpochSerial) * dayMs)
  return isExcelCell(value, { timeMs }, region)
}

/** Of a constant that is the text, or of a guarded text. */
function isFieldText(text: string, found: string): boolean {
  const wanted = withLineFeeds(text)
  if (isUnescaped(text) || isSameText(wanted, found)) return true
  if (wanted.length <= cellLengthMax && !text.includes('\0')) return isGuarded(wanted, found)
  // Without all characters the places of guards cannot be told.
  const plain = (some: string) => withLineFeeds(some.replace(/[\0']/g, '')).slice(0, 1000)
  return plain(text) === plain(found)
}

function excelCell(found: Exclude<ReadCell, number>) {
  if (found === null || found === undefined) return null
  return typeof found === 'string' ? { constant: found } : { boolean: found }
}

function isSameNumber(wanted: number, found: number): boolean {
  if (Math.abs(wanted) < smallestNormal && found === 0) return true
  // Those below have fewer bits, so that a digit may be more than the precision.
  const isNear = Math.abs(wanted - found) <= precision * Math.abs(wanted)
  return isNear || Number(wanted.toPrecision(15)) === found
}

function isSameText(wanted: string, found: ReadCell): boolean {
  return typeof found === 'string' && withLineFeeds(wanted) === withLineFeeds(found)
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n|\n\r|\r/g, '\n')
}

function isUnescaped(text: string): boolean {
  return /_x[\da-f]{4}(?:_x[\da-f]{4}_|[\0-\x08\x0b-\x1f\ufffe\uffff])/i.test(text)
}
