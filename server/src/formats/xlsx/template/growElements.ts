import { descendants, elementsOf, textOf, type XmlElement } from '../xml.ts'
import { escapeAttribute, escapeFormula } from '../xmlText.ts'
import { growLink } from './cellLinks.ts'
import { columnsMeet, parseRange, rangeText } from './cellRange.ts'
import { growSparkline, growSparklines } from './growSparklines.ts'
import { moveAnchor } from './moveDrawings.ts'
import { attributeOf } from './sheetCells.ts'
import type { TableGrowth } from './tableGrowth.ts'

const formulaElements = new Set(['formula', 'formula1', 'formula2', 'xm:f'])

/** Brings what follows the rows of a sheet up to date: conditions, validations, merged cells, links. */
export function growElements(after: XmlElement, growth: TableGrowth): void {
  after.children = elementsOf(after)
  for (const part of descendants(after)) {
    growAttribute(part, 'sqref', growth)
    growAttribute(part, 'ref', growth)
    growFormulas(part, growth, growth.area.sheetName)
    growLocation(part, growth, growth.area.sheetName)
    growLink(part, growth, growth.area.sheetName)
    moveAnchor(part, growth)
    for (const child of elementsOf(part)) {
      if (child.name !== 'xm:sqref' || part.name === 'x14:sparkline') continue
      child.children = [growRanges(textOf(child), growth)]
    }
    if (part.name === 'x14:sparklines') growSparklines(part, growth)
    if (part.name === 'hyperlinks') dropLinksInData(part, growth)
    if (part.name === 'rowBreaks') moveBreaks(part, growth)
    if (part.name === 'autoFilter') dropCriteria(part)
  }
  after.children = elementsOf(after).filter(
    ({ name, children }) => name !== 'hyperlinks' || children.length > 0,
  )
}

/** Brings formulas of a sheet's rules up to date that refer to the data; `sheet` is the name of theirs. */
export function growRules(root: XmlElement, growth: TableGrowth, sheet: string): void {
  for (const part of descendants(root)) {
    growFormulas(part, growth, sheet)
    growLocation(part, growth, sheet)
    growLink(part, growth, sheet)
    if (part.name === 'x14:sparkline') growSparkline(part, growth, sheet)
  }
}

/** The formulas right inside an element. */
function growFormulas(part: XmlElement, growth: TableGrowth, sheet: string): void {
  if (part.name === 'x14:sparkline') return
  // The dates of an axis; in other rules a single cell is that cell.
  const use = part.name === 'x14:sparklineGroup' ? 'shown' : 'formula'
  for (const child of elementsOf(part)) {
    if (!formulaElements.has(child.name)) continue
    child.children = [escapeFormula(growth.formula(textOf(child), sheet, use))]
  }
}

function growLocation(part: XmlElement, growth: TableGrowth, sheet: string): void {
  const location = part.name === 'hyperlink' ? attributeOf(part, 'location') : null
  if (location === null) return
  part.attributes.set('location', escapeAttribute(growth.formula(location, sheet)))
}

/** A filter keeps its buttons; its criteria, and the order, were those of other rows. */
export function dropCriteria(autoFilter: XmlElement): void {
  autoFilter.children = elementsOf(autoFilter).filter(({ name, attributes }) => {
    return (
      name === 'filterColumn' && (attributes.has('hiddenButton') || attributes.has('showButton'))
    )
  })
  for (const column of elementsOf(autoFilter)) column.children = []
}

function growAttribute({ attributes }: XmlElement, name: string, growth: TableGrowth): void {
  const value = attributes.get(name)
  if (value !== undefined) attributes.set(name, growRanges(value, growth))
}

/** A list of ranges, separated by spaces. */
export function growRanges(text: string, growth: TableGrowth): string {
  return text
    .split(' ')
    .map((part) => {
      const range = parseRange(part)
      return range ? rangeText(growth.range(range, 'shown')) : part
    })
    .join(' ')
}

/** Links of the template's own data. */
function dropLinksInData(hyperlinks: XmlElement, { area }: TableGrowth): void {
  hyperlinks.children = elementsOf(hyperlinks).filter(({ attributes }) => {
    const range = parseRange(attributes.get('ref') ?? '')
    if (!range || !columnsMeet(range, area)) return true
    return range.firstRow < area.firstRow || range.firstRow > area.lastRow
  })
}

/** Page breaks below the data (18.3.1.3); the row before each is its id. */
function moveBreaks(breaks: XmlElement, { area, rowShift }: TableGrowth): void {
  for (const { attributes } of elementsOf(breaks)) {
    const row = Number(attributes.get('id'))
    if (row > area.lastRow) attributes.set('id', String(row + rowShift))
  }
}
