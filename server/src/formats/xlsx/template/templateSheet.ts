import { columnLetters } from '../columnPlan.ts'
import {
  childNamed,
  element,
  elementsOf,
  openTag,
  textOf,
  toXml,
  xmlDeclaration,
  type XmlElement,
} from '../xml.ts'
import { escapeFormula } from '../xmlText.ts'
import { growElements } from './growElements.ts'
import type { LaterNames } from './laterNames.ts'
import { cellsOf, columnOf, rowNumberOf, rowsOf } from './sheetCells.ts'
import type { TableArea, TableGrowth } from './tableGrowth.ts'
import type { ValueCells } from './valueCells.ts'

interface Row {
  readonly attributes: Map<string, string>
  cells: XmlElement[]
}

/** The sheet of a template that gets the rows, split where they go. */
export class TemplateSheet {
  readonly #tree: XmlElement
  readonly #area: TableArea
  /** Rows above the data, with the headings. */
  readonly #above: readonly XmlElement[]
  /** By number: cells in rows of the data and below that stay where they are. */
  readonly #beside = new Map<number, Row>()
  /** By number: cells below the data that move with its end. */
  readonly #below = new Map<number, Row>()

  /** @param tree its cells have addresses, and its formulas are not shared */
  constructor(tree: XmlElement, area: TableArea) {
    this.#tree = tree
    this.#area = area
    const rows = rowsOf(tree)
    this.#above = rows.filter((row) => rowNumberOf(row) < area.firstRow)
    for (const row of rows.slice(this.#above.length)) this.#sort(row)
    for (const row of rows) row.attributes.delete('spans')
  }

  /** The first row of the template's data; undefined where it has no cells. */
  static firstDataRow(tree: XmlElement, { firstRow }: TableArea): XmlElement | undefined {
    return rowsOf(tree).find((row) => rowNumberOf(row) === firstRow)
  }

  /** The last row that has cells which stay; rows up to there go through `besideRow`. */
  get besideUntil(): number {
    return Math.max(0, ...this.#beside.keys())
  }

  /** Adds cells to the row of headings. */
  addHeadings(cells: readonly XmlElement[]): void {
    const row = this.#above.find((candidate) => rowNumberOf(candidate) === this.#area.headerRow)
    row?.children.push(...cells)
  }

  /** The XML before the rows. `<dimension>` is left out: its size is known only after them. */
  head(values: ValueCells, names: LaterNames): string {
    const all = elementsOf(this.#tree)
    const before = all.slice(0, all.indexOf(childNamed(this.#tree, 'sheetData')!))
    for (const part of before) if (part.name === 'sheetPr') part.attributes.delete('filterMode')
    const kept = before.filter(({ name }) => name !== 'dimension').map(toXml)
    for (const row of this.#above) for (const cell of cellsOf(row)) fillEarly(cell, values, names)
    for (const { cells } of this.#beside.values()) {
      for (const cell of cells) fillEarly(cell, values, names)
    }
    const start = `${xmlDeclaration}${openTag(this.#tree)}${kept.join('')}`
    return `${start}<sheetData>${this.#above.map(toXml).join('')}`
  }

  /** A row of data with the cells beside it. */
  besideRow(xml: string, number: number): string {
    const beside = this.#beside.get(number)
    if (!beside) return xml
    this.#beside.delete(number)
    const left = beside.cells.filter((cell) => columnOf(cell) < this.#area.firstColumn)
    const right = beside.cells.filter((cell) => columnOf(cell) > this.#area.lastColumn)
    const start = xml.indexOf('>') + 1
    const end = xml.length - '</row>'.length
    return `${xml.slice(0, start)}${left.map(toXml).join('')}${xml.slice(start, end)}${right.map(toXml).join('')}</row>`
  }

  /** The elements after the rows, as they are now. */
  after(growth: TableGrowth, values: ValueCells): XmlElement {
    const all = elementsOf(this.#tree)
    const rows = all.indexOf(childNamed(this.#tree, 'sheetData')!)
    const after = element('worksheet', [], all.slice(rows + 1))
    growElements(after, growth)
    values.fillTexts(after)
    return after
  }

  /** The rows below the data, and the cells beside rows that the data no longer has. */
  rowsAfter(growth: TableGrowth, values: ValueCells): string {
    const rows = new Map(this.#beside)
    for (const [number, { attributes, cells }] of this.#below) {
      for (const cell of cells) {
        values.fill(cell)
        growFormula(cell, growth)
      }
      const moved = number + growth.rowShift
      const others = rows.get(moved)?.cells ?? []
      rows.set(moved, { attributes, cells: [...cells, ...others] })
    }
    const numbers = [...rows.keys()].toSorted((one, other) => one - other)
    return numbers.map((number) => rowXml(rows.get(number)!, number)).join('')
  }

  #sort(row: XmlElement): void {
    const number = rowNumberOf(row)
    const { firstColumn, lastColumn, moving, lastRow } = this.#area
    const isBelow = number > lastRow
    const staying = (cell: XmlElement) => {
      const column = columnOf(cell)
      if (!isBelow) return column < firstColumn || column > lastColumn
      return column < moving.firstColumn || column > moving.lastColumn
    }
    const cells = cellsOf(row)
    const beside = cells.filter(staying)
    const { attributes } = row
    if (beside.length > 0) this.#beside.set(number, { attributes, cells: beside })
    if (!isBelow) return
    const below = cells.filter((cell) => !staying(cell))
    if (below.length > 0 || beside.length === 0) {
      this.#below.set(number, { attributes, cells: below })
    }
  }
}

function fillEarly(cell: XmlElement, values: ValueCells, names: LaterNames): void {
  values.fillEarly(cell)
  const formula = childNamed(cell, 'f')
  if (!formula) return
  formula.children = [escapeFormula(names.formula(textOf(formula)))]
  dropResult(cell)
}

/** Brings a formula up to date; its result in the template is no longer true. */
export function growFormula(cell: XmlElement, growth: TableGrowth): void {
  const formula = childNamed(cell, 'f')
  if (!formula) return
  const text = textOf(formula)
  const { sheetName } = growth.area
  if (text !== '') formula.children = [escapeFormula(growth.formula(text, sheetName))]
  // The cells of an array formula or of a data table, and the input cells of the latter (18.3.1.40).
  for (const name of ['ref', 'r1', 'r2']) {
    const range = formula.attributes.get(name)
    if (range !== undefined) formula.attributes.set(name, growth.formula(range, sheetName))
  }
  dropResult(cell)
}

/** Without a result, readers that do not calculate show no old figure. */
export function dropResult(cell: XmlElement): void {
  cell.children = elementsOf(cell).filter(({ name }) => name === 'f')
  cell.attributes.delete('t')
}

function rowXml({ attributes, cells }: Row, number: number): string {
  const inOrder = cells.toSorted((one, other) => columnOf(one) - columnOf(other))
  for (const cell of inOrder) {
    cell.attributes.set('r', `${columnLetters(columnOf(cell))}${number}`)
  }
  return toXml(element('row', new Map(attributes).set('r', String(number)), inOrder))
}
