import type { CellBlock } from './cellBlock.ts'
import { closesNumber, closesText } from './limits.ts'
import type { RowPieces } from './rowPieces.ts'

const numberEnd = '</v></c>'
const textEnd = '</t></is></c>'

/**
 * Takes a cell over from the plain writer: what follows its reference, such as ` s="1"><v>33</v></c>`
 * or ''. So what a cell is, is decided in one place, and only cells by the thousand need a short cut.
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
