import type { ColumnType } from '@coatcheck/shared'
import type { ExpectedCell } from './expectedCell.ts'
import type { ReadCell, ReadSheet } from './readers.ts'
import type { Table } from './randomTable.ts'

/** Half a millisecond, in days: some readers round times to milliseconds. */
const timeTolerance = 6e-9

export interface Comparison {
  readonly sheetRowsMax: number
  /** Whether the reader decodes `_xHHHH_`; some do so in shared strings only. */
  readonly decodes: boolean
}

/**
 * Describes the first difference between a table and the cells that a reader found in its workbook;
 * null when there is none. The sheets of rows come first, each with a header row.
 */
export function firstDifference(
  table: Table,
  sheets: readonly ReadSheet[],
  { sheetRowsMax, decodes }: Comparison,
): string | null {
  const { expected, columns } = table
  const perSheet = sheetRowsMax - 1
  const sheetCount = Math.max(1, Math.ceil(expected.length / perSheet))
  if (sheets.length !== sheetCount + 1) return `${sheets.length} sheets, not ${sheetCount + 1}`
  for (let index = 0; index < sheetCount; index += 1) {
    const { name, rows } = sheets[index]!
    const labels = columns.map(({ label }) => label)
    const expectedRows = [labels, ...expected.slice(index * perSheet, (index + 1) * perSheet)]
    for (let row = 0; row < Math.max(expectedRows.length, rows.length); row += 1) {
      for (const column of columns.keys()) {
        const cell = expectedRows[row]?.[column] ?? null
        const found = rows[row]?.[column] ?? null
        if (isSame(cell, found, columns[column]!.type) || (!decodes && isUndecoded(cell, found))) {
          continue
        }
        const where = `${name}, row ${row + 1}, ${columns[column]!.label}`
        return `${where}: ${JSON.stringify(found)}, not ${JSON.stringify(cell)}`
      }
    }
  }
  return null
}

function isSame(wanted: ExpectedCell, found: ReadCell, type: ColumnType): boolean {
  if (wanted === found) return true
  const isTime = type === 'datetime' || type === 'instant'
  if (!isTime || typeof wanted !== 'number' || typeof found !== 'number') return false
  return Math.abs(wanted - found) < timeTolerance
}

/** openpyxl drops `x005F_` from shared strings and knows no other escape. */
export function isUndecoded(wanted: ExpectedCell, found: ReadCell): boolean {
  if (typeof wanted !== 'string') return false
  const escaped = escapedForm(wanted)
  return found === escaped || (found ?? '') === escaped.replaceAll('x005F_', '')
}

/** ST_Xstring, character by character. */
function escapedForm(text: string): string {
  const units = text.split('').map((unit) => {
    const isUnwritable = /[\0-\x08\x0b-\x1f\ufffe\uffff]/.test(unit)
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()
    return isUnwritable ? `_x${hex}_` : unit
  })
  return units
    .map((unit, index) => {
      const isLookalike = /^_x[\da-fA-F]{4}_/.test(units.slice(index, index + 7).join(''))
      return unit === '_' && isLookalike ? '_x005F_' : unit
    })
    .join('')
}
