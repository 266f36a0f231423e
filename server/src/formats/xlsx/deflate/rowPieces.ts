import { junctionBytesMax, openingBytesMax } from './limits.ts'

/**
 * The XML of a row consists of constant pieces and of three things that vary: the row's number, which
 * cells it has, and their values. Every row and every cell is
 *
 *     junction  row number  opening  value
 *     </v></c><c r="B   12   " s="2"><v>   36892.5
 *     </v></c></row><row r="   13
 *
 * where a junction closes the previous cell and leads to the next row number. The last closing of a row
 * is part of the next row's junction.
 */

/** The XML between a value and the next junction, by the numbers of `limits.ts`. */
function closingsOf(rowAttributes: string): readonly string[] {
  return ['</v></c>', '</t></is></c>', `"${rowAttributes}>`, '', '/>', '</f></c>']
}

export interface CellForm {
  /** XML from the quote after the row number on: `" s="2" t="s"><v>`. */
  readonly opening: string
  readonly closing: number
}

/** What the rows of a sheet have in common. */
export interface RowShape {
  /** Letters of the columns: `A`, `B`, … */
  readonly letters: readonly string[]
  readonly formsMax: number
  /** XML in the tag of every row, such as ` ht="20" customHeight="1"`; none when left out. */
  readonly rowAttributes?: string
}

export class RowPieces {
  /** Letters of the columns: `A`, `B`, … */
  readonly letters: readonly string[]
  readonly columnCount: number
  /** XML in the tag of every row, such as ` ht="20" customHeight="1"`. */
  readonly rowAttributes: string
  /** Junctions are numbered `closing * junctionTargets + column`; the last target is the row. */
  readonly junctionTargets: number
  readonly junctionLengths: Uint8Array
  readonly openingLengths: Uint8Array
  readonly formClosings: Uint8Array
  readonly formsMax: number
  /** `junctionBytesMax` bytes for each of them. */
  readonly junctionBytes: Uint8Array
  /** `openingBytesMax` bytes for each form. */
  readonly openingBytes: Uint8Array
  readonly #forms = new Map<string, number>()

  constructor({ letters, formsMax, rowAttributes = '' }: RowShape) {
    this.letters = letters
    this.rowAttributes = rowAttributes
    this.columnCount = letters.length
    this.junctionTargets = letters.length + 1
    this.formsMax = formsMax
    const junctions = closingsOf(rowAttributes).flatMap((closing) => [
      ...letters.map((columnLetters) => `${closing}<c r="${columnLetters}`),
      `${closing}${closing === '' ? '' : '</row>'}<row r="`,
    ])
    const longest = Math.max(...junctions.map(({ length }) => length))
    if (longest > junctionBytesMax) {
      throw new RangeError(`No room for the attributes of rows: ${rowAttributes}`)
    }
    this.junctionBytes = new Uint8Array(junctions.length * junctionBytesMax)
    this.junctionLengths = Uint8Array.from(junctions, (junction) => junction.length)
    for (const [index, junction] of junctions.entries()) {
      this.junctionBytes.set(Buffer.from(junction), index * junctionBytesMax)
    }
    this.openingBytes = new Uint8Array(formsMax * openingBytesMax)
    this.openingLengths = new Uint8Array(formsMax)
    this.formClosings = new Uint8Array(formsMax)
  }

  /** The number of a form, which is added when it is new. */
  formOf({ opening, closing }: CellForm): number {
    const known = this.#forms.get(opening)
    if (known !== undefined) return known
    const form = this.#forms.size
    if (form >= this.formsMax || opening.length > openingBytesMax) {
      throw new RangeError(`No room for another form of cells: ${opening}`)
    }
    this.openingBytes.set(Buffer.from(opening), form * openingBytesMax)
    this.openingLengths[form] = opening.length
    this.formClosings[form] = closing
    this.#forms.set(opening, form)
    return form
  }

  get formCount(): number {
    return this.#forms.size
  }

  /** The forms from this number on, in their order. */
  formsFrom(form: number): CellForm[] {
    const openings = [...this.#forms.keys()].slice(form)
    return openings.map((opening, at) => ({ opening, closing: this.formClosings[form + at]! }))
  }
}
