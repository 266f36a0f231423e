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
