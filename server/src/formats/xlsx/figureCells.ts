import type { ShownFigure } from './figure.ts'
import { childNamed, descendants, element, type XmlElement } from './xml.ts'

/** Puts a figure into its cell; the cell is blank where the figure has no value. */
export function fillFigureCell(
  sheet: XmlElement,
  { address }: ShownFigure,
  value: number | null,
): void {
  const rows = childNamed(sheet, 'sheetData')!
  for (const cell of descendants(rows)) {
    if (cell.name !== 'c' || cell.attributes.get('r') !== address) continue
    cell.children = value === null ? [] : [element('v', [], [String(value)])]
  }
}
