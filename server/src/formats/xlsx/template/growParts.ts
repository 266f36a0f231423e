import { relationshipsPath } from '../partPaths.ts'
import type { WorkbookPackage } from '../workbookPackage.ts'
import { childNamed, descendants, element, elementsOf, textOf, type XmlElement } from '../xml.ts'
import { escapeAttribute, escapeFormula } from '../xmlText.ts'
import { parseRange, rangeText } from './cellRange.ts'
import { dropCriteria, growRanges } from './growElements.ts'
import type { TableGrowth } from './tableGrowth.ts'
import type { TemplateColumn } from './templateColumns.ts'
import { sameName, type TemplateTarget } from './templateTarget.ts'

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

/** Charts and images below the data move with its end; the others stay. */
export function moveDrawings(parts: WorkbookPackage, sheetPath: string, growth: TableGrowth): void {
  if (growth.rowShift === 0) return
  for (const path of parts.relatedOfKind(sheetPath, 'drawing')) {
    if (!parts.has(path)) continue
    for (const anchor of elementsOf(parts.tree(path))) {
      const from = childNamed(anchor, 'xdr:from')
      if (!from || !growth.moves(numberIn(from, 'xdr:col'), numberIn(from, 'xdr:row') + 1)) continue
      for (const corner of [from, childNamed(anchor, 'xdr:to')]) {
        const row = corner && childNamed(corner, 'xdr:row')
        if (row) row.children = [String(Number(textOf(row)) + growth.rowShift)]
      }
    }
  }
}

function numberIn(parent: XmlElement, name: string): number {
  return Number(textOf(childNamed(parent, name) ?? element(name)))
}

/** Notes and threaded comments (18.7.3) of cells that move, and the shapes of the notes. */
export function moveComments(parts: WorkbookPackage, sheetPath: string, growth: TableGrowth): void {
  if (growth.rowShift === 0) return
  for (const kind of ['comments', 'threadedComment']) {
    for (const path of parts.relatedOfKind(sheetPath, kind)) {
      for (const { name, attributes } of descendants(parts.tree(path))) {
        const range = /^(comment|threadedComment)$/.test(name) && parseRange(attributes.get('ref')!)
        if (!range) continue
        attributes.set('ref', rangeText(growth.range(range, 'formula')))
      }
    }
  }
  for (const path of parts.relatedOfKind(sheetPath, 'vmlDrawing')) {
    const moved = parts
      .text(path)
      .replaceAll(/<x:ClientData[^>]*>[^]*?<\/x:ClientData>/g, (note) => movedNote(note, growth))
    parts.replaceText(path, moved)
  }
}

function movedNote(note: string, growth: TableGrowth): string {
  const [, row] = /<x:Row>\s*(\d+)\s*<\/x:Row>/.exec(note) ?? []
  const [, column] = /<x:Column>\s*(\d+)\s*<\/x:Column>/.exec(note) ?? []
  if (row === undefined || column === undefined) return note
  if (!growth.moves(Number(column), Number(row) + 1)) return note
  const shifted = (text: string) => String(Number(text) + growth.rowShift)
  return note
    .replace(/(<x:Row>)\s*(\d+)/, (_, tag: string, text: string) => tag + shifted(text))
    .replace(/(<x:Anchor>)([^<]*)/, (_, tag: string, text: string) => {
      // Left column and offset, top row and offset, right column and offset, bottom row and offset.
      const numbers = text.split(',')
      const rows = numbers.map((part, index) => (index === 2 || index === 6 ? shifted(part) : part))
      return tag + rows.join(',')
    })
}

/** Series of charts that refer to the data; what they remember of its values is dropped. */
export function growCharts(parts: WorkbookPackage, growth: TableGrowth): void {
  const charts = parts.paths().filter((path) => /(^|\/)charts\/chart[^/]*\.xml$/i.test(path))
  for (const path of charts) {
    if (!mentions(parts.text(path), growth)) continue
    for (const part of descendants(parts.tree(path))) growSeries(part, growth)
  }
}

function growSeries(part: XmlElement, growth: TableGrowth): void {
  const formula = elementsOf(part).find(({ name }) => name === 'c:f' || name === 'cx:f')
  if (!formula) return
  const text = textOf(formula)
  const grown = growth.formula(text, null, 'shown')
  const isChanged = grown !== text || growth.formulaMeets(text, null)
  if (!isChanged) return
  formula.children = [escapeFormula(grown)]
  part.children = elementsOf(part).filter(({ name }) => !/^(c:\w+Cache|cx:lvl)$/.test(name))
}

/** Pivot tables over the data calculate again when the workbook is opened (18.10.1.67). */
export function refreshPivots(
  parts: WorkbookPackage,
  { workbookPath, target }: { workbookPath: string; target: TemplateTarget },
  growth: TableGrowth,
): void {
  for (const path of parts.relatedOfKind(workbookPath, 'pivotCacheDefinition')) {
    const cache = parts.tree(path)
    const source = [...descendants(cache)].find(({ name }) => name === 'worksheetSource')
    if (!source || !isOverData(parts, { workbookPath, target, source }, growth)) continue
    const range = parseRange(source.attributes.get('ref') ?? '')
    if (range) source.attributes.set('ref', rangeText(growth.range(range, 'source')))
    for (const records of parts.relatedOfKind(path, 'pivotCacheRecords')) {
      parts.remove(records, path)
    }
    for (const name of ['r:id', 'recordCount']) cache.attributes.delete(name)
    cache.attributes.set('refreshOnLoad', '1')
    if (parts.relationships(path).children.length === 0) parts.drop(relationshipsPath(path))
  }
}

function isOverData(
  parts: WorkbookPackage,
  place: { workbookPath: string; target: TemplateTarget; source: XmlElement },
  growth: TableGrowth,
): boolean {
  const { workbookPath, target, source } = place
  // An external workbook.
  if (source.attributes.has('r:id')) return false
  const name = source.attributes.get('name')
  const ref = source.attributes.get('ref')
  const sheet = source.attributes.get('sheet')
  if (ref !== undefined && sheet !== undefined) {
    return growth.formulaMeets(`'${sheet.replaceAll("'", "''")}'!${ref}`, null)
  }
  if (name === undefined) return false
  if (target.table && sameName(name, escapeAttribute(target.table.name))) return true
  const names = childNamed(parts.tree(workbookPath), 'definedNames')
  const defined = (names ? elementsOf(names) : []).find(({ attributes }) =>
    sameName(attributes.get('name')!, name),
  )
  return defined !== undefined && growth.formulaMeets(textOf(defined), null)
}

/** Whether a part may refer to the sheet of the data. */
export function mentions(xml: string, { area }: TableGrowth): boolean {
  const name = escapeAttribute(area.sheetName).replaceAll('&quot;', '"').toLowerCase()
  const text = xml.toLowerCase()
  return text.includes(name) || text.includes(name.replaceAll("'", "''"))
}
