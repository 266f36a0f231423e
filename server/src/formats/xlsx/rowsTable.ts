import type { Column } from '@coatcheck/shared'
import type { Worksheet } from 'exceljs'

/** What a row of totals shows of a column. */
export type Total = 'sum' | 'average' | 'min' | 'max' | 'count'

/** An Excel Table that holds the rows of an export. */
export interface RowsTable {
  /** Letters, digits and `_`, a letter first; formulas refer to the rows by it. */
  readonly name: string
  /** One of Excel's styles; `TableStyleMedium2` when left out. */
  readonly style?: string
  /** Adds a row of totals below the rows: by column id, over the numbers of that sheet. */
  readonly totals?: Readonly<Record<string, Total>>
  /** In the first column of the row of totals; `Total` when left out. */
  readonly totalsLabel?: string
}

/** The Table of a designed workbook, with the headings of its columns. */
export interface DesignedTable extends RowsTable {
  /** As the cells have them, in the order of the columns; all differ. */
  readonly headings: readonly string[]
}

/** ECMA-376 part 1, 18.5.1.3: the name in the file, and the number of the function in SUBTOTAL. */
export const totalFunctions: Readonly<Record<Total, { name: string; code: number }>> = {
  average: { name: 'average', code: 101 },
  count: { name: 'countNums', code: 102 },
  max: { name: 'max', code: 104 },
  min: { name: 'min', code: 105 },
  sum: { name: 'sum', code: 109 },
}

/** Excel's limit for the name of a column. */
const headingLengthMax = 255

/** @throws Error for a name that Excel would take for a cell, or not at all */
export function checkTable({ name, totals = {} }: RowsTable, columns: readonly Column[]): void {
  const looksLikeCell = /^([A-Z]{1,3}\d+|R\d*C?\d*|C\d*)$/i.test(name)
  if (looksLikeCell || !/^[\p{L}_][\p{L}\p{N}_]{0,200}$/u.test(name)) {
    throw new Error(
      `A Table cannot be called ${JSON.stringify(name)}. Use letters, digits and _, a letter first, and no name of a cell.`,
    )
  }
  for (const id of Object.keys(totals)) {
    if (columns.some((column) => column.id === id)) continue
    throw new Error(`The totals of the design use the column ${id}, which is not exported.`)
  }
}

/**
 * Gives the last designed row headings that all differ, as a Table needs them, and takes away the
 * sheet's own filter.
 *
 * @returns the headings
 */
export function headTable(sheet: Worksheet, columnCount: number): string[] {
  const taken = new Set<string>()
  const row = sheet.getRow(Math.max(1, sheet.rowCount))
  // Its type has no value for a sheet without a filter.
  sheet.autoFilter = null as never
  return Array.from({ length: columnCount }, (_, index) => {
    const cell = row.getCell(index + 1)
    const text = cell.text === '' ? `Column${index + 1}` : cell.text.slice(0, headingLengthMax)
    let heading = text
    for (let number = 2; taken.has(heading.toLowerCase()); number += 1) {
      heading = `${text.slice(0, headingLengthMax - 8)} ${number}`
    }
    taken.add(heading.toLowerCase())
    if (heading !== cell.text) cell.value = heading
    return heading
  })
}
