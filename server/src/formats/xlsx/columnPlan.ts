import type { ColumnType } from '@coatcheck/shared'

/** Position of a column in a sheet, and the formats of its cells. */
export interface ColumnPlan {
  /** `A`, `Z`, `AA`, … */
  readonly letters: string
  readonly type: ColumnType
  /** Index into `cellXfs` of styles.xml (ECMA-376 part 1, 18.8.10). */
  readonly style: number
  /** The same style with `quotePrefix`, for texts that match `needsQuotedStyle`. */
  readonly quotedStyle: number
  /** Whether cells without a value are written too, for their style; false when left out. */
  readonly keepsBlanks?: boolean
  /** The formula of the cell in this row, in place of a value; see `RowFormula`. */
  readonly formula?: (row: number) => string
  /** Whether that is an array formula. */
  readonly isArray?: boolean
}

/** Index of the column with these letters, in capitals: `A` → 0, `AA` → 26. */
export function columnIndex(letters: string): number {
  let index = 0
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64
  return index - 1
}

/** Letters of the column with this index, which counts from 0: 0 → `A`, 26 → `AA`. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last
}
