import { isUndecoded } from '../../src/formats/testing/compareRows.ts'
import { expectedCell, type ExpectedCell } from '../../src/formats/testing/expectedCell.ts'
import type { ReadCell } from '../../src/formats/testing/readers.ts'
import { isNumber, significantDigits, type Expected } from './expectedValue.ts'

/** Half a millisecond, in days: some readers round times to milliseconds. */
const timeTolerance = 6e-9

/** What a cell has to hold. */
export function cellOf(value: Expected, timeZone: string): ExpectedCell {
  if (value === null) return null
  switch (value.kind) {
    case 'exact':
      return significantDigits(value.digits) <= 15 ? Number(value.digits) : value.digits
    case 'text':
      return expectedCell(value.text, 'text', timeZone)
    case 'date':
      return expectedCell(toBatchDay(value.value), 'date', timeZone)
    case 'datetime':
    case 'instant':
      return expectedCell(value.value, value.kind, timeZone)
    default:
      return value.value
  }
}

/** An infinite day is a whole number there. */
function toBatchDay(days: number): number {
  return Number.isFinite(days) ? days : Math.sign(days) * 2_147_483_647
}

/**
 * Whether a reader finds a value in a cell.
 *
 * @param decodes whether it knows `_xHHHH_`; openpyxl does not, but for `_x005F_`
 */
export function isCell(
  value: Expected,
  given: ReadCell,
  { timeZone, decodes }: { readonly timeZone: string; readonly decodes: boolean },
): boolean {
  const wanted = cellOf(value, timeZone)
  const found = given ?? null
  if (wanted === found) return true
  if (typeof wanted === 'number' && typeof found === 'number') {
    if (value?.kind === 'single') return isNumber(wanted, found, 'single')
    const isTime = value?.kind === 'datetime' || value?.kind === 'instant'
    return isTime && Math.abs(wanted - found) < timeTolerance
  }
  return !decodes && isUndecoded(wanted, found)
}
