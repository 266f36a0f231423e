import { childNamed, elementsOf, textOf, type XmlElement } from '../xml.ts'
import { escapeFormula } from '../xmlText.ts'
import { parseRange, rangeText, type CellRange } from './cellRange.ts'
import { shiftFormula } from './formulaReferences.ts'
import type { TableGrowth } from './tableGrowth.ts'

/** Each is held in memory, and Excel draws them all. */
const filledDownMax = 10_000

/**
 * Sparklines ([MS-XLSX] 2.6.6) on the sheet of the data. Those in its first row that show this row are
 * filled down; others move, and show all rows if they showed those of the example.
 */
export function growSparklines(sparklines: XmlElement, growth: TableGrowth): void {
  sparklines.children = elementsOf(sparklines).flatMap((sparkline) => {
    const cell = cellOf(sparkline)
    if (cell && isInData(cell, growth) && rowShown(sparkline) === cell.firstRow) {
      return cell.firstRow === growth.area.firstRow ? filledDown(sparkline, cell, growth) : []
    }
    if (cell) setText(sparkline, 'xm:sqref', rangeText(growth.cell(cell)))
    growSparkline(sparkline, growth, growth.area.sheetName)
    return [sparkline]
  })
}

/** What a sparkline shows; `sheet` is the one that it is on. */
export function growSparkline(sparkline: XmlElement, growth: TableGrowth, sheet: string): void {
  const formula = childNamed(sparkline, 'xm:f')
  if (!formula) return
  const { firstRow, lastRow } = growth.area
  const row = rowShown(sparkline)
  // It can show one row, and not several.
  if (row !== null && row >= firstRow && row <= lastRow) return
  setText(sparkline, 'xm:f', growth.formula(textOf(formula), sheet, 'shown'))
}

function filledDown(sparkline: XmlElement, cell: CellRange, { lastRow }: TableGrowth) {
  const count = Math.min(lastRow - cell.firstRow + 1, filledDownMax)
  const formula = textOf(childNamed(sparkline, 'xm:f')!)
  return Array.from({ length: count }, (_, rows) => {
    const copy = structuredClone(sparkline)
    const row = cell.firstRow + rows
    setText(copy, 'xm:f', shiftFormula(formula, rows, 0))
    setText(copy, 'xm:sqref', rangeText({ ...cell, firstRow: row, lastRow: row }))
    return copy
  })
}

function isInData({ firstColumn, firstRow }: CellRange, { area }: TableGrowth): boolean {
  const isInColumns = firstColumn >= area.firstColumn && firstColumn <= area.lastColumn
  return isInColumns && firstRow >= area.firstRow && firstRow <= area.lastRow
}

function cellOf(sparkline: XmlElement): CellRange | null {
  const place = childNamed(sparkline, 'xm:sqref')
  return place ? parseRange(textOf(place)) : null
}

/** The row that a sparkline shows cells of; null if it shows a column. */
function rowShown(sparkline: XmlElement): number | null {
  const formula = childNamed(sparkline, 'xm:f')
  const text = formula ? textOf(formula) : ''
  const range = parseRange(text.slice(text.lastIndexOf('!') + 1))
  const isRow = range && range.firstRow === range.lastRow && range.firstColumn < range.lastColumn
  return isRow ? range.firstRow : null
}

function setText(parent: XmlElement, name: string, text: string): void {
  const child = childNamed(parent, name)
  if (child) child.children = [escapeFormula(text)]
}
