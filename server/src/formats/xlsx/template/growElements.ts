import { descendants, elementsOf, textOf, type XmlElement } from '../xml.ts'
import { escapeFormula } from '../xmlText.ts'
import { columnsMeet, parseRange, rangeText } from './cellRange.ts'
import type { TableGrowth } from './tableGrowth.ts'

const formulaElements = new Set(['formula', 'formula1', 'formula2', 'xm:f'])

/** Brings what follows the rows of a sheet up to date: conditions, validations, merged cells, links. */
export function growElements(after: XmlElement, growth: TableGrowth): void {
  after.children = elementsOf(after)
  for (const part of descendants(after)) {
    growAttribute(part, 'sqref', growth)
    growAttribute(part, 'ref', growth)
    growText(part, growth)
    const location = part.name === 'hyperlink' ? part.attributes.get('location') : undefined
    if (location !== undefined) {
      part.attributes.set('location', growth.formula(location, growth.area.sheetName))
    }
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
    if (formulaElements.has(part.name)) growText(part, growth, sheet)
    const location = part.name === 'hyperlink' ? part.attributes.get('location') : undefined
    if (location !== undefined) part.attributes.set('location', growth.formula(location, sheet))
  }
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

function growText(part: XmlElement, growth: TableGrowth, sheet = growth.area.sheetName): void {
  if (part.name === 'xm:sqref') part.children = [growRanges(textOf(part), growth)]
  if (!formulaElements.has(part.name)) return
  const use = part.name === 'xm:f' ? 'shown' : 'formula'
  part.children = [escapeFormula(growth.formula(textOf(part), sheet, use))]
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
