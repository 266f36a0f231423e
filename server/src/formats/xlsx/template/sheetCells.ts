import { columnIndex, columnLetters } from '../columnPlan.ts'
import { childNamed, elementsOf, textOf, unescapeXml, type XmlElement } from '../xml.ts'
import { escapeFormula } from '../xmlText.ts'
import { shiftFormula } from './formulaReferences.ts'

/** Gives every row and cell the address that it may leave out (ECMA-376 part 1, 18.3.1.4). */
export function addressCells(sheet: XmlElement): void {
  const sheetData = childNamed(sheet, 'sheetData')
  if (!sheetData) throw new Error('A sheet of the file has no cells.')
  let row = 0
  for (const rowElement of elementsOf(sheetData)) {
    row = Number(rowElement.attributes.get('r') ?? row + 1)
    rowElement.attributes.set('r', String(row))
    let column = -1
    for (const cell of cellsOf(rowElement)) {
      const address = cell.attributes.get('r')
      column = address === undefined ? column + 1 : columnOf(cell)
      cell.attributes.set('r', `${columnLetters(column)}${row}`)
    }
  }
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
