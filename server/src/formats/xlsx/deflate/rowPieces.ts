import { textPieceBytes } from './textTokenizer.ts'

/**
 * The XML of a row falls into pieces that are always the same and three things that are not: the
 * row's number, which cells there are, and their values. Every row and every cell is
 *
 *     junction  row number  opening  value
 *     </v></c><c r="B   12   " s="2"><v>   36892.5
 *     </v></c></row><row r="   13
 *
 * where a junction closes what came before and leads up to the next row number, and the last
 * closing of a row stands in the next row's junction.
 */

/** What stands between a value and the next junction. */
export const closings = ['</v></c>', '</t></is></c>', '">', ''] as const
export const closesNumber = 0
export const closesText = 1
/** The row has been opened and has no cell yet. */
export const closesRowStart = 2
/** There is no row yet that would have to be closed. */
export const closesNothing = 3

/** Longer than `</t></is></c></row><row r="`. */
export const junctionBytesMax = 32
/** Twice as long as `" s="64000" t="inlineStr"><is><t xml:space="preserve">`. */
export const openingBytesMax = 112
/** Junction, row number, opening and number of a cell. */
const cellBytesMax = junctionBytesMax + 8 + openingBytesMax + 24

export interface CellForm {
  /** From the quote after the row number on: `" s="2" t="s"><v>`. */
  readonly opening: string
  readonly closing: number
}

export class RowPieces {
  /** Of the columns: `A`, `B`, … */
  readonly letters: readonly string[]
  readonly columnCount: number
  /** Junctions are numbered `closing * junctionTargets + column`; the last target is the row. */
  readonly junctionTargets: number
  readonly junctionLengths: Uint8Array
  readonly openingLengths: Uint8Array
  readonly formClosings: Uint8Array
  readonly formsMax: number
  /** The most that a row takes, but for values that are text. */
  readonly rowBytesMax: number
  readonly rowTokensMax: number
  readonly #junctionBytes: Uint8Array
  readonly #openingBytes: Uint8Array
  readonly #forms = new Map<string, number>()

  constructor(letters: readonly string[], formsMax: number) {
    this.letters = letters
    this.columnCount = letters.length
    this.junctionTargets = letters.length + 1
    this.formsMax = formsMax
    this.rowBytesMax = this.junctionTargets * cellBytesMax
    this.rowTokensMax = this.rowBytesMax + textPieceBytes
    const junctions = closings.flatMap((closing) => [
      ...letters.map((columnLetters) => `${closing}<c r="${columnLetters}`),
      `${closing}${closing === '' ? '' : '</row>'}<row r="`,
    ])
    this.#junctionBytes = new Uint8Array(junctions.length * junctionBytesMax)
    this.junctionLengths = Uint8Array.from(junctions, (junction) => junction.length)
    for (const [index, junction] of junctions.entries()) {
      this.#junctionBytes.set(Buffer.from(junction), index * junctionBytesMax)
    }
    this.#openingBytes = new Uint8Array(formsMax * openingBytesMax)
    this.openingLengths = new Uint8Array(formsMax)
    this.formClosings = new Uint8Array(formsMax)
  }

  /** The number of a form, which is new or not. */
  formOf({ opening, closing }: CellForm): number {
    const known = this.#forms.get(opening)
    if (known !== undefined) return known
    const form = this.#forms.size
    if (form >= this.formsMax || opening.length > openingBytesMax) {
      throw new RangeError(`No room for one more form of cells: ${opening}`)
    }
    this.#openingBytes.set(Buffer.from(opening), form * openingBytesMax)
    this.openingLengths[form] = opening.length
    this.formClosings[form] = closing
    this.#forms.set(opening, form)
    return form
  }

  /** The forms from this number on, in their order. */
  formsFrom(form: number): CellForm[] {
    const openings = [...this.#forms.keys()].slice(form)
    return openings.map((opening, at) => ({ opening, closing: this.formClosings[form + at]! }))
  }

  junctionBytes(junction: number): Uint8Array {
    const start = junction * junctionBytesMax
    return this.#junctionBytes.subarray(start, start + this.junctionLengths[junction]!)
  }

  openingBytes(form: number): Uint8Array {
    const start = form * openingBytesMax
    return this.#openingBytes.subarray(start, start + this.openingLengths[form]!)
  }
}
