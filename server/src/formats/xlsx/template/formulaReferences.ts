import { excelRowsMax } from '@coatcheck/shared'
import { columnIndex, columnLetters } from '../columnPlan.ts'
import { columnsMax, type CellRange } from './cellRange.ts'

/** One end of a reference, as it is written. */
export interface Corner {
  /** Counts from 0. */
  readonly column: number
  readonly row: number
  readonly columnFixed: boolean
  readonly rowFixed: boolean
}

/** `C3`, `$C$3:$D$9` or `'My sheet'!C3` in a formula. */
export interface Reference {
  /** Null for the sheet that the formula is on. */
  readonly sheet: string | null
  readonly first: Corner
  /** Null for a single cell. */
  readonly last: Corner | null
  /** `$A:$C` and `2:3` stay whole: their corners are the ends of the sheet. */
  readonly whole: 'columns' | 'rows' | null
}

const cell = String.raw`\$?[A-Z]{1,3}\$?\d{1,7}`
const whole = String.raw`(?:\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7})`
const sheetName = String.raw`(?:'(?:[^'\[\]]|'')+'|[\p{L}\p{N}_.]+)!`

/**
 * Texts and bracketed names (structured references, other workbooks) are matched to be skipped; so are
 * names and functions that look like cells, such as `LOG10(`.
 */
const token = new RegExp(
  [
    String.raw`"(?:[^"]|"")*"`,
    String.raw`\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:[\p{L}\p{N}_.]+!)?(?:${cell}(?::${cell})?)?`,
    String.raw`(?<!')'(?:[^'\[\]]|'')*\[(?:[^']|'')*'!(?:${cell}(?::${cell})?)?`,
    String.raw`(?<![\p{L}\p{N}_.$:!'\]])(${sheetName})?(${cell})(?::(${cell}))?(?![\p{L}\p{N}_.(!:\[])`,
    String.raw`(?<![\p{L}\p{N}_.$:!'\]])(${sheetName})?(${whole})(?![\p{L}\p{N}_.(!:\[])`,
    String.raw`[\p{L}\p{N}_.]+:${sheetName}${cell}(?::${cell})?`,
  ].join('|'),
  'giu',
)

const cornerPattern = /^(\$?)([A-Z]+)(\$?)(\d+)$/i

/** The formula with each reference to cells replaced by a text; null leaves it as it is. */
export function replaceReferences(
  formula: string,
  replace: (reference: Reference) => string | null,
): string {
  return formula.replaceAll(
    token,
    (text: string, ...[sheet, first, last, wholeSheet, ends]: (string | undefined)[]) => {
      if (ends !== undefined) return replace(wholeReference(wholeSheet, ends)) ?? text
      if (first === undefined) return text
      const reference = {
        sheet: sheetOf(sheet),
        first: cornerOf(first),
        last: last === undefined ? null : cornerOf(last),
        whole: null,
      }
      return replace(reference) ?? text
    },
  )
}

function wholeReference(sheet: string | undefined, ends: string): Reference {
  const [one, other] = ends.split(':')
  const isColumns = /[A-Z]/i.test(ends)
  const [first, last] = isColumns
    ? [cornerOf(`${one}$1`), cornerOf(`${other}$${excelRowsMax}`)]
    : [cornerOf(`$A${one}`), cornerOf(`$XFD${other}`)]
  return { sheet: sheetOf(sheet), first, last, whole: isColumns ? 'columns' : 'rows' }
}

function sheetOf(text: string | undefined): string | null {
  return text === undefined ? null : unquoted(text.slice(0, -1))
}

/** The reference as it is written in a formula. */
export function referenceText(reference: Reference): string {
  const { sheet } = reference
  const cells = cellsText(reference)
  if (sheet === null) return cells
  return `${/^[\p{L}_][\p{L}\p{N}_]*$/u.test(sheet) && !/^[A-Z]{1,3}\d+$/i.test(sheet) ? sheet : `'${sheet.replaceAll("'", "''")}'`}!${cells}`
}

/**
 * A reference without its sheet.
 *
 * @param rowText how the row of a corner is written, for formulas that are filled down
 */
export function cellsText(
  { first, last, whole: kind }: Omit<Reference, 'sheet'>,
  rowText: (corner: Corner) => string = ({ row }) => String(row),
): string {
  const corner = (end: Corner) => {
    const column = `${end.columnFixed ? '$' : ''}${columnLetters(end.column)}`
    const row = `${end.rowFixed ? '$' : ''}${rowText(end)}`
    if (kind === null) return column + row
    return kind === 'columns' ? column : row
  }
  return last ? `${corner(first)}:${corner(last)}` : corner(first)
}

export function rangeOf({ first, last }: Reference): CellRange {
  const other = last ?? first
  return {
    firstColumn: Math.min(first.column, other.column),
    firstRow: Math.min(first.row, other.row),
    lastColumn: Math.max(first.column, other.column),
    lastRow: Math.max(first.row, other.row),
  }
}

/**
 * The same formula in a cell so many rows and columns away: relative references move along, and go on
 * at the other end of the sheet.
 */
export function shiftFormula(formula: string, rows: number, columns: number): string {
  const shift = (corner: Corner): Corner => ({
    ...corner,
    row: corner.rowFixed ? corner.row : modulo(corner.row - 1 + rows, excelRowsMax) + 1,
    column: corner.columnFixed ? corner.column : modulo(corner.column + columns, columnsMax),
  })
  return replaceReferences(formula, ({ first, last, ...reference }) =>
    referenceText({ ...reference, first: shift(first), last: last && shift(last) }),
  )
}

function modulo(number: number, of: number): number {
  return ((number % of) + of) % of
}

function cornerOf(text: string): Corner {
  const [, columnMark, letters, rowMark, row] = cornerPattern.exec(text)!
  return {
    column: columnIndex(letters!.toUpperCase()),
    row: Number(row),
    columnFixed: columnMark === '$',
    rowFixed: rowMark === '$',
  }
}

function unquoted(name: string): string {
  return name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name
}
