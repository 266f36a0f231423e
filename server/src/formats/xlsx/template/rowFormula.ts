import { excelRowsMax } from '@coatcheck/shared'
import { cellsText, replaceReferences, type Corner } from './formulaReferences.ts'

/** Not a character of any formula: XML cannot hold it. */
const mark = '\u0001'

/**
 * A formula that is filled down from this row: relative references move along (ECMA-376 part 1,
 * 18.3.1.40). It is taken apart once, because a million cells are made of it.
 */
export function rowFormula(formula: string, firstRow: number): (row: number) => string {
  const rowText = ({ row, rowFixed }: Corner) =>
    rowFixed ? String(row) : `${mark}${row - firstRow}${mark}`
  const marked = replaceReferences(formula, ({ sheet, ...reference }) => {
    const cells = cellsText(reference, rowText)
    return sheet === null ? cells : `'${sheet.replaceAll("'", "''")}'!${cells}`
  })
  // Constant texts, and between them how far below the cell's own row each reference is.
  const pieces = marked.split(mark)
  if (pieces.length === 1) return () => formula
  return (row) => {
    let text = pieces[0]!
    for (let index = 1; index < pieces.length; index += 2) {
      text += String(row + Number(pieces[index])) + pieces[index + 1]!
    }
    return text
  }
}

/**
 * How many rows further down than its own a formula refers, which is filled down from this row: below
 * the last row of the sheet there are no cells.
 *
 * @throws Error when it refers to the last row of the sheet as if that moved along
 */
export function rowsAhead(formula: string, firstRow: number): number {
  let ahead = 0
  replaceReferences(formula, ({ first, last }) => {
    for (const { row, rowFixed } of last ? [first, last] : [first]) {
      if (rowFixed) continue
      if (row === excelRowsMax) {
        throw new Error(
          `The formula ${formula} would refer to rows below the last one of the sheet. Write $${row} in place of ${row}.`,
        )
      }
      ahead = Math.max(ahead, row - firstRow)
    }
    return null
  })
  return ahead
}
