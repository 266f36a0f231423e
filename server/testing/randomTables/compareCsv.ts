import { isFormula } from '../../src/formats/csv/testing/spreadsheetFields.ts'
import { shownTime } from '../../src/formats/testing/expectedCell.ts'
import { isSameNumber } from './compareDigits.ts'
import { isNumber, significantDigits, type Expected } from './expectedValue.ts'
import type { ExcelCell } from './readAsExcel.ts'

type Time = Extract<NonNullable<Expected>, { kind: 'date' | 'datetime' | 'instant' }>

/** Whether a field of a file for programs, without its quotes, says this value. */
export function isField(value: Expected, field: string, timeZone: string): boolean {
  if (value === null) return field === ''
  switch (value.kind) {
    case 'text':
      return isGuarded(value.text, field)
    case 'exact':
      return isSameNumber(value.digits, field)
    case 'double':
    case 'single':
      return field !== '' && isNumber(value.value, Number(field), value.kind)
    case 'boolean':
      return field === String(value.value)
    default:
      return isGuarded(isoOf(value, timeZone), field)
  }
}

/** Whether the Excel of a region shows this value. */
export function isExcelCell(
  value: Expected,
  cell: ExcelCell,
  { timeZone, decimalMark }: { readonly timeZone: string; readonly decimalMark: string },
): boolean {
  if (value === null || (value.kind === 'text' && value.text === '')) return cell === null
  if (cell === null) return false
  switch (value.kind) {
    case 'text':
      return 'text' in cell ? isGuarded(value.text, cell.text) : constantOf(cell) === value.text
    case 'exact':
      return significantDigits(value.digits) <= 15
        ? 'number' in cell && cell.number === Number(value.digits)
        : constantOf(cell) === value.digits.replace('.', decimalMark)
    case 'double':
    case 'single':
      return 'number' in cell && isNumber(value.value, cell.number, value.kind)
    case 'boolean':
      return 'boolean' in cell && cell.boolean === value.value
    default:
      return isExcelTime(value, cell, timeZone)
  }
}

/** Excel has days of the years 1900 to 9999, and no offsets. */
function isExcelTime(value: Time, cell: NonNullable<ExcelCell>, timeZone: string): boolean {
  const { wallClockMs, iso } = shownTime(value.value, value.kind, timeZone)!
  if (/^(19|[2-9]\d)\d\d-/.test(iso)) return 'timeMs' in cell && cell.timeMs === wallClockMs
  const text = value.kind === 'instant' ? iso.replace(/(Z|[+-]\d\d:\d\d(:\d\d)?)$/, '') : iso
  return constantOf(cell) === text
}

function constantOf(cell: NonNullable<ExcelCell>): string | undefined {
  return 'constant' in cell ? cell.constant : undefined
}

function isoOf({ kind, value }: Time, timeZone: string): string {
  return shownTime(value, kind, timeZone)!.iso
}

/**
 * Whether a field is the text with no more than apostrophes where a spreadsheet might find a formula:
 * at its start, and after a delimiter or line end.
 */
export function isGuarded(text: string, field: string): boolean {
  if (isFormula(field)) return false
  if (text === field) return true
  let at = 0
  for (let index = 0; index < field.length; index += 1) {
    if (field[index] === text[at]) at += 1
    else if (field[index] !== "'" || !isPlaceOfGuard(field, index)) return false
  }
  return at === text.length
}

function isPlaceOfGuard(field: string, index: number): boolean {
  return (
    /(^|[,;\t\r\n])["']*$/.test(field.slice(0, index)) &&
    /^["']*[=+\-@\0\t\r\n＝＋－＠]/.test(field.slice(index + 1))
  )
}
