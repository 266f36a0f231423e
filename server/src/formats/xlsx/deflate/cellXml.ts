import type { ColumnPlan } from '../columnPlan.ts'
import type { CellBlock } from './cellBlock.ts'
import { closesBlank, closesNumber, closesText } from './limits.ts'
import type { RowPieces } from './rowPieces.ts'

/** The form of a column's blank cells; 0 where they are left out. */
export function blankForm(plan: ColumnPlan, pieces: RowPieces): number {
  if (plan.keepsBlanks !== true) return 0
  return pieces.formOf({ opening: `" s="${plan.style}"`, closing: closesBlank })
}

/** The form of a number. */
export function numberForm(style: number, pieces: RowPieces): number {
  return pieces.formOf({ opening: `" s="${style}"><v>`, closing: closesNumber })
}

/** The form of a text in its cell. */
export function inlineForm(style: number, pieces: RowPieces): number {
  const opening = `" s="${style}" t="inlineStr"><is><t xml:space="preserve">`
  return pieces.formOf({ opening, closing: closesText })
}

/** The form of a shared text, whose value is its index. */
export function sharedForm(style: number, pieces: RowPieces): number {
  return pieces.formOf({ opening: `" s="${style}" t="s"><v>`, closing: closesNumber })
}

const numberEnd = '</v></c>'
const textEnd = '</t></is></c>'

/**
 * Sets a cell from its XML in the plain writer after the reference, such as ` s="1"><v>33</v></c>` or
 * ''. So one place decides what a cell is, and only frequent kinds of cells need a shortcut.
 */
export function setCellXml(cells: CellBlock, pieces: RowPieces, at: number, xml: string): void {
  if (xml === '') {
    cells.setBlank(at)
    return
  }
  const isNumber = xml.endsWith(numberEnd)
  const contentAt = isNumber ? xml.indexOf('<v>') + 3 : xml.indexOf('<t xml:space="preserve">') + 24
  const opening = `"${xml.slice(0, contentAt)}`
  const content = xml.slice(contentAt, -(isNumber ? numberEnd : textEnd).length)
  const form = pieces.formOf({ opening, closing: isNumber ? closesNumber : closesText })
  if (isNumber) cells.setNumber(at, form, content)
  else cells.setText(at, form, content)
}
