import { excelRowsMax } from '@coatcheck/shared'
import type { WorkbookPackage } from '../workbookPackage.ts'
import { childNamed, elementsOf, type XmlElement } from '../xml.ts'
import { columnsMeet, meet, parseRange, rangeText, type CellRange } from './cellRange.ts'
import { rowsAhead } from './rowFormula.ts'
import {
  addressCells,
  cellsOf,
  columnOf,
  rowNumberOf,
  rowsOf,
  unshareFormulas,
} from './sheetCells.ts'
import { widened, type TableArea } from './tableGrowth.ts'
import { matchColumns, type TemplateColumn } from './templateColumns.ts'
import type { TemplateReport, WorkbookTemplate } from './templateOptions.ts'
import type { TemplateTarget } from './templateTarget.ts'

/** Rows with cells beside the data are written one by one, because those cells must be merged in. */
const besideRowsMax = 20_000

/** Where the rows go, and what each column holds. */
export interface TemplateTable {
  readonly area: TableArea
  readonly columns: readonly TemplateColumn[]
  readonly rowsMax: number
  /** Whether the Table has a row of totals. */
  readonly totalsRowCount: number
}

export interface TemplateUse {
  readonly options: WorkbookTemplate
  readonly report: TemplateReport
}

/** @throws Error that says what to change in the template */
export function readTable(
  parts: WorkbookPackage,
  target: TemplateTarget,
  use: TemplateUse,
): TemplateTable {
  const sheet = parts.tree(target.sheetPath)
  addressCells(sheet)
  unshareFormulas(sheet)
  const table = target.table && parts.tree(target.table.path)
  const totalsRowCount = Number(table?.attributes.get('totalsRowCount') ?? 0)
  const { range, columns, headerRow } = matchColumns(parts, { target, table, sheet, ...use })
  const firstRow = headerRow === null ? range.firstRow : headerRow + 1
  const lastRow = range.lastRow - totalsRowCount
  if (lastRow < firstRow) {
    throw new Error(`${rangeText(range)} has headings only. Leave one row of data below them.`)
  }
  const moving = movingColumns(sheet, { ...range, firstRow, lastRow })
  const { sheetName } = target
  const { firstColumn, lastColumn } = range
  const area = { sheetName, firstColumn, lastColumn, headerRow, firstRow, lastRow, moving }
  const missing = use.options.appendColumns === true ? missingColumns(columns, use.report) : 0
  const widest = widened(area, lastColumn + missing)
  checkNeighbours(parts, target, widest)
  const below = checkCells(sheet, area, widest)
  const ahead = columns.map(({ formula }) => (formula === null ? 0 : rowsAhead(formula, firstRow)))
  const rowsMax = excelRowsMax - (firstRow - 1) - Math.max(0, below - lastRow, ...ahead)
  return { area, columns, rowsMax, totalsRowCount }
}

/** Cells below move in the columns of the table, and in those that merged cells connect with them. */
function movingColumns(sheet: XmlElement, data: CellRange): TableArea['moving'] {
  const merges = mergesOf(sheet)
  let { firstColumn, lastColumn } = data
  for (let before = -1; before !== lastColumn - firstColumn;) {
    before = lastColumn - firstColumn
    for (const merge of merges) {
      if (merge.lastRow < data.firstRow || !columnsMeet(merge, { firstColumn, lastColumn })) {
        continue
      }
      if (merge.firstRow <= data.lastRow) {
        throw new Error(
          `The merged cells ${rangeText(merge)} are among the rows of data. Unmerge them.`,
        )
      }
      firstColumn = Math.min(firstColumn, merge.firstColumn)
      lastColumn = Math.max(lastColumn, merge.lastColumn)
    }
  }
  return { firstColumn, lastColumn }
}

function mergesOf(sheet: XmlElement): CellRange[] {
  const merges = childNamed(sheet, 'mergeCells')
  return (merges ? elementsOf(merges) : []).flatMap(({ attributes }) => {
    const range = parseRange(attributes.get('ref') ?? '')
    return range ? [range] : []
  })
}

/** Other Tables and pivot tables of the sheet move as a whole, or not at all. */
function checkNeighbours(parts: WorkbookPackage, target: TemplateTarget, area: TableArea): void {
  const { sheetPath, table } = target
  const tables = parts
    .relatedOfKind(sheetPath, 'table')
    .filter((path) => path !== table?.path)
    .map((path) => parts.tree(path).attributes)
  for (const attributes of tables) {
    const range = parseRange(attributes.get('ref') ?? '')
    if (!range || !meet(range, { ...area, firstRow: area.headerRow ?? area.firstRow })) continue
    const name = attributes.get('displayName')
    throw new Error(`The range is in the Table ${name}. Name that instead: into: '${name}'`)
  }
  const pivots = parts
    .relatedOfKind(sheetPath, 'pivotTable')
    .map((path) => childNamed(parts.tree(path), 'location')?.attributes.get('ref'))
  for (const text of [...tables.map((attributes) => attributes.get('ref')), ...pivots]) {
    const range = parseRange(text ?? '')
    if (!range || !columnsMeet(range, area.moving) || range.lastRow < area.firstRow) continue
    const { firstColumn, lastColumn } = area.moving
    const isInside = range.firstColumn >= firstColumn && range.lastColumn <= lastColumn
    if (range.firstRow > area.lastRow && isInside) continue
    throw new Error(
      `The table ${rangeText(range)} would be cut by the rows of ${area.sheetName}. Move it to another sheet.`,
    )
  }
}

/** @returns the last row with a cell below the data that moves with its end */
function checkCells(sheet: XmlElement, area: TableArea, widest: TableArea): number {
  let below = area.lastRow
  for (const row of rowsOf(sheet)) {
    const number = rowNumberOf(row)
    if (number < (area.headerRow ?? area.firstRow)) continue
    for (const cell of cellsOf(row)) {
      checkCell(cell, number, area, widest)
      const column = columnOf(cell)
      const { firstColumn, lastColumn } = widest.moving
      if (column >= firstColumn && column <= lastColumn) below = Math.max(below, number)
    }
  }
  return below
}

function checkCell(cell: XmlElement, row: number, area: TableArea, widest: TableArea): void {
  const column = columnOf(cell)
  const isInData = row <= area.lastRow
  const isOwn = column >= area.firstColumn && column <= area.lastColumn
  const address = cell.attributes.get('r')
  const isAppended = !isOwn && column > area.lastColumn && column <= widest.lastColumn
  if (isInData && isAppended && cell.children.length > 0) {
    throw new Error(`The cell ${address} is where columns would be appended. Move it.`)
  }
  const { firstColumn, lastColumn } = widest.moving
  const moves = isInData ? isOwn : column >= firstColumn && column <= lastColumn
  if (moves || row <= area.firstRow + besideRowsMax) return
  throw new Error(
    `The cell ${address} is beside the rows, and more than 20,000 rows down. Clear what is there, or move it to another sheet.`,
  )
}

/** How many columns of the report the template lacks. */
function missingColumns(columns: readonly TemplateColumn[], { columns: all }: TemplateReport) {
  const known = new Set(columns.map(({ columnId }) => columnId))
  return all.filter(({ id }) => !known.has(id)).length
}
