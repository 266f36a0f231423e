import { setCellXml } from '../xlsx/deflate/cellXml.ts'
import { cellBlockRows } from '../xlsx/deflate/limits.ts'
import { RowPieces } from '../xlsx/deflate/rowPieces.ts'
import { type DeflatedSegment, SegmentDeflater } from '../xlsx/deflate/segmentDeflater.ts'

/** The XML of a cell after its reference, as in the plain writer; '' when there is no cell. */
export type TestCell = string
export type TestRow = readonly TestCell[]

export const numberCell = (value: number | string, style = 1) => ` s="${style}"><v>${value}</v></c>`
export const sharedCell = (index: number, style = 2) => ` s="${style}" t="s"><v>${index}</v></c>`
export const textCell = (xml: string, style = 2) =>
  ` s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml}</t></is></c>`

export function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}

/** The XML that the stream must inflate to. */
export function plainXml(rows: readonly TestRow[], firstNumber = 2): string {
  return rows
    .map((cells, row) => {
      const number = firstNumber + row
      const xml = cells.map((cell, column) =>
        cell === '' ? '' : `<c r="${letters(column)}${number}"${cell}`,
      )
      return `<row r="${number}">${xml.join('')}</row>`
    })
    .join('')
}

export interface TestStream extends DeflatedSegment {
  readonly bytes: Uint8Array
}

export interface TestSheet {
  readonly columnCount: number
  readonly rows: readonly TestRow[]
  readonly firstNumber?: number
  readonly before?: string
  readonly after?: string
  readonly isLast?: boolean
}

export function deflated(sheet: TestSheet): TestStream {
  const { columnCount, rows, firstNumber = 2, isLast = true } = sheet
  const columnLetters = Array.from({ length: columnCount }, (_, column) => letters(column))
  const pieces = new RowPieces({ letters: columnLetters, formsMax: 64 })
  const deflater = new SegmentDeflater(pieces)
  const { cells } = deflater
  const chunks: Uint8Array[] = []
  const take = () => {
    const chunk = deflater.takeChunk()
    if (chunk) chunks.push(chunk)
  }
  deflater.writeRaw(Buffer.from(sheet.before ?? ''))
  for (let start = 0; start < rows.length; start += cellBlockRows) {
    const some = rows.slice(start, start + cellBlockRows)
    cells.clear()
    for (const [row, values] of some.entries()) {
      for (const [column, value] of values.entries()) {
        setCellXml(cells, pieces, column * cellBlockRows + row, value)
      }
    }
    deflater.writeRows(some.length, firstNumber + start)
    take()
  }
  deflater.writeRaw(Buffer.from(sheet.after ?? ''))
  const result = deflater.finish({ isLast })
  take()
  return { ...result, bytes: Buffer.concat(chunks) }
}
