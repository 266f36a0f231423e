import type { WorkbookPackage } from '../workbookPackage.ts'
import {
  childNamed,
  descendants,
  element,
  elementsOf,
  textOf,
  unescapeXml,
  type XmlElement,
} from '../xml.ts'
import { escapeAttribute, escapeFormula } from '../xmlText.ts'
import { rangeText } from './cellRange.ts'
import { dropCriteria, growRanges } from './growElements.ts'
import type { TableGrowth } from './tableGrowth.ts'
import type { TemplateColumn } from './templateColumns.ts'
import type { TemplateSheetPart, TemplateTarget } from './templateTarget.ts'

export interface TableParts {
  readonly columns: readonly TemplateColumn[]
  readonly appended: readonly TemplateColumn[]
  readonly totalsRowCount: number
}

/** The Table with the rows: its range, filter and columns (ECMA-376 part 1, 18.5.1.2). */
export function growTable(
  table: XmlElement,
  growth: TableGrowth,
  { columns, appended, totalsRowCount }: TableParts,
): void {
  const { area, lastRow } = growth
  const { firstColumn, lastColumn } = area
  const firstRow = area.headerRow ?? area.firstRow
  const range = { firstColumn, lastColumn, firstRow, lastRow }
  table.attributes.set('ref', rangeText({ ...range, lastRow: lastRow + totalsRowCount }))
  table.attributes.delete('insertRow')
  table.children = elementsOf(table).filter(({ name }) => name !== 'sortState')
  const filter = childNamed(table, 'autoFilter')
  if (filter) {
    filter.attributes.set('ref', rangeText(range))
    dropCriteria(filter)
  }
  const list = childNamed(table, 'tableColumns')!
  elementsOf(list).forEach((column, place) => growColumn(column, columns[place]!, growth))
  appendColumns(list, appended)
}

function growColumn(column: XmlElement, { columnId }: TemplateColumn, growth: TableGrowth): void {
  if (columnId !== null) {
    column.children = elementsOf(column).filter(({ name }) => name !== 'calculatedColumnFormula')
  }
  for (const formula of elementsOf(column)) {
    if (formula.name !== 'calculatedColumnFormula' && formula.name !== 'totalsRowFormula') continue
    const text = growth.formula(textOf(formula), growth.area.sheetName)
    formula.children = [escapeFormula(text)]
  }
}

/** Formulas of the columns and totals of another Table. */
export function growTableFormulas(
  parts: WorkbookPackage,
  { target, sheet }: { readonly target: TemplateTarget; readonly sheet: TemplateSheetPart },
  growth: TableGrowth,
): void {
  for (const path of parts.relatedOfKind(sheet.path, 'table')) {
    if (path === target.table?.path || !/(Column|Row)Formula/.test(parts.text(path))) continue
    for (const formula of descendants(parts.tree(path))) {
      if (!/^(calculatedColumn|totalsRow)Formula$/.test(formula.name)) continue
      formula.children = [escapeFormula(growth.formula(textOf(formula), sheet.name))]
    }
  }
}

function appendColumns(list: XmlElement, appended: readonly TemplateColumn[]): void {
  const ids = elementsOf(list).map(({ attributes }) => Number(attributes.get('id')))
  appended.forEach(({ heading }, index) => {
    const attributes = [
      ['id', String(Math.max(0, ...ids) + index + 1)],
      ['name', escapeAttribute(heading)],
    ] as const
    list.children.push(element('tableColumn', attributes))
  })
  list.attributes.set('count', String(elementsOf(list).length))
}

/** Other Tables and pivot tables on the sheet, which move if they are below the data. */
export function moveNeighbours(
  parts: WorkbookPackage,
  { sheetPath, table }: TemplateTarget,
  growth: TableGrowth,
): void {
  for (const path of parts.relatedOfKind(sheetPath, 'table')) {
    if (path === table?.path || growth.rowShift === 0) continue
    const tree = parts.tree(path)
    for (const part of [tree, ...descendants(tree)]) moveRange(part, growth)
  }
  for (const path of parts.relatedOfKind(sheetPath, 'pivotTable')) {
    if (growth.rowShift === 0) continue
    const location = childNamed(parts.tree(path), 'location')
    if (location) moveRange(location, growth)
  }
}

function moveRange({ attributes }: XmlElement, growth: TableGrowth): void {
  const text = attributes.get('ref')
  if (text !== undefined) attributes.set('ref', growRanges(text, growth))
}

/** Whether a part may refer to the sheet of the data. */
export function mentions(xml: string, { area }: TableGrowth): boolean {
  // Some programs escape more than others: LibreOffice apostrophes, too.
  const text = unescapeXml(xml).toLowerCase()
  const name = area.sheetName.toLowerCase()
  return text.includes(name) || text.includes(name.replaceAll("'", "''"))
}
