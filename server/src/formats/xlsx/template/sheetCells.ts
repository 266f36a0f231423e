import { excelRowsMax } from '@coatcheck/shared'
import { columnIndex, columnLetters } from '../columnPlan.ts'
import { childNamed, elementsOf, textOf, unescapeXml, type XmlElement } from '../xml.ts'
import { escapeFormula } from '../xmlText.ts'
import { columnsMax, parseRange } from './cellRange.ts'
import { shiftFormula } from './formulaReferences.ts'

export const saveAgain = 'Open it in Excel or LibreOffice, and save it again.'

/**
 * Gives every row and cell the address that it may leave out (ECMA-376 part 1, 18.3.1.4).
 *
 * @throws Error when cells are not in order, or beyond the last row or column
 */
export function addressCells(sheet: XmlElement): void {
  const sheetData = childNamed(sheet, 'sheetData')
  if (!sheetData) throw new Error('A sheet of the file has no cells.')
  let row = 0
  for (const rowElement of elementsOf(sheetData).filter(({ name }) => name === 'row')) {
    row = nextIn(row, Number(rowElement.attributes.get('r') ?? row + 1), excelRowsMax)
    rowElement.attributes.set('r', String(row))
    let column = 0
    for (const cell of cellsOf(rowElement)) {
      const address = cell.attributes.get('r')
      const own = address === undefined ? column : (parseRange(address)?.firstColumn ?? -1)
      column = nextIn(column, own + 1, columnsMax)
      cell.attributes.set('r', `${columnLetters(column - 1)}${row}`)
    }
  }
}

/** The number of a row or a column, which comes after the one before. */
function nextIn(before: number, number: number, max: number): number {
  if (number > before && number <= max) return number
  throw new Error(`A sheet of the file has cells out of order. ${saveAgain}`)
}

/** Rows in order; sheetData may be written with spaces in between, which are dropped. */
export function rowsOf(sheet: XmlElement): XmlElement[] {
  return elementsOf(childNamed(sheet, 'sheetData')!).filter(({ name }) => name === 'row')
}

export function cellsOf(row: XmlElement): XmlElement[] {
  return elementsOf(row).filter(({ name }) => name === 'c')
}

export function rowNumberOf(row: XmlElement): number {
  return Number(row.attributes.get('r'))
}

/** Counts from 0. */
export function columnOf({ attributes }: XmlElement): number {
  return columnIndex(/^[A-Z]+/.exec(attributes.get('r')!)![0])
}

/** Replaces each shared formula (18.3.1.40) by a plain one, so that cells may move on their own. */
export function unshareFormulas(sheet: XmlElement): void {
  const masters = new Map<string, { formula: string; row: number; column: number }>()
  for (const row of rowsOf(sheet)) {
    for (const cell of cellsOf(row)) {
      const formula = childNamed(cell, 'f')
      const id = formula?.attributes.get('si')
      if (!formula || id === undefined || formula.attributes.get('t') !== 'shared') continue
      const place = { row: rowNumberOf(row), column: columnOf(cell) }
      const text = textOf(formula)
      if (text !== '') masters.set(id, { formula: text, ...place })
      const master = masters.get(id)
      if (!master) continue
      const [rows, columns] = [place.row - master.row, place.column - master.column]
      formula.children = [escapeFormula(shiftFormula(master.formula, rows, columns))]
      for (const name of ['t', 'si', 'ref']) formula.attributes.delete(name)
    }
  }
}

/** The text of a cell that has one; null for a number, a formula or a blank cell. */
export function cellText(cell: XmlElement, sharedTexts: readonly XmlElement[]): string | null {
  const type = cell.attributes.get('t')
  const value = childNamed(cell, 'v')
  if (type === 's' && value) return plainText(sharedTexts[Number(textOf(value))])
  if (type === 'inlineStr') return plainText(childNamed(cell, 'is'))
  return type === 'str' && value ? unescapeText(textOf(value)) : null
}

/** The text of `<si>` or `<is>`, with that of its runs and without phonetic hints. */
export function plainText(item: XmlElement | undefined): string {
  return textsOf(item).map(textOf).map(unescapeText).join('')
}

/** The `<t>` elements that people see. */
export function textsOf(item: XmlElement | undefined): XmlElement[] {
  return (item ? elementsOf(item) : []).flatMap((child) => {
    if (child.name === 't') return [child]
    return child.name === 'r' ? elementsOf(child).filter(({ name }) => name === 't') : []
  })
}

/** `_x000A_` stands for a character that XML cannot hold (22.9.2.19). */
export function unescapeText(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** An attribute without its escapes. */
export function attributeOf({ attributes }: XmlElement, name: string): string | null {
  const value = attributes.get(name)
  return value === undefined ? null : unescapeXml(value)
}

/** A boolean of XML Schema, of which Excel writes one form and LibreOffice the other. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}
