import {
  type CellBlock,
  cellBlockRows,
  lengthBits,
  lengthMask,
  lengthOfBytes,
} from './cellBlock.ts'
import { type CellPlaces, numberPlace } from './cellPlaces.ts'
import { numeralText } from './numerals.ts'
import type { RowNumber } from './rowNumber.ts'
import { closings, type RowPieces } from './rowPieces.ts'
import { distanceMax } from './symbols.ts'
import type { Tape } from './tape.ts'
import type { TextTokenizer } from './textTokenizer.ts'

interface Parts {
  readonly tape: Tape
  readonly places: CellPlaces
  readonly number: RowNumber
  readonly text: TextTokenizer
}

/**
 * One cell to tokens, where the short way is barred: texts, the first cells of a sheet, and pieces
 * that stood last where no match reaches. Plain steps, and rare ones.
 */
export class CellTokenizer {
  readonly #pieces: RowPieces
  readonly #tape: Tape
  readonly #places: CellPlaces
  readonly #number: RowNumber
  readonly #text: TextTokenizer

  constructor(pieces: RowPieces, { tape, places, number, text }: Parts) {
    this.#pieces = pieces
    this.#tape = tape
    this.#places = places
    this.#number = number
    this.#text = text
  }

  write(cells: CellBlock, at: number, junction: number): void {
    const { openingAt, row } = this.#places
    const form = cells.shapes[at]! >>> lengthBits
    const column = Math.floor(at / cellBlockRows)
    this.#writeJunction(junction)
    const numberAt = this.#tape.position
    this.#tape.matchOrLiterals(row[numberPlace]!, this.#number.digits)
    row[numberPlace] = numberAt
    const opening = this.#tape.position
    this.#tape.matchOrLiterals(openingAt[form]!, this.#pieces.openingBytes(form))
    openingAt[form] = opening
    this.#writeValue(cells, at)
    this.#places.keepColumn(column, opening, cells, at)
  }

  #writeJunction(junction: number): void {
    const tape = this.#tape
    const { junctionAt, closingAt } = this.#places
    const start = tape.position
    const bytes = this.#pieces.junctionBytes(junction)
    const closing = Math.floor(junction / this.#pieces.junctionTargets)
    if (start - junctionAt[junction]! <= distanceMax) {
      tape.match(junctionAt[junction]!, bytes.length)
    } else {
      // A junction to another column differs in the letters only.
      const constant = closings[closing]!.length + '<c r="'.length
      tape.matchOrLiterals(closingAt[closing]!, bytes.subarray(0, constant))
      tape.literals(bytes.subarray(constant))
    }
    junctionAt[junction] = start
    closingAt[closing] = start
  }

  #writeValue(cells: CellBlock, at: number): void {
    const length = cells.shapes[at]! & lengthMask
    const first = cells.high[at]!
    if (length === lengthOfBytes) {
      this.#text.write(cells.bytes.subarray(first, first + cells.middle[at]!))
      return
    }
    const text = numeralText([first, cells.middle[at]!, cells.low[at]!], length)
    this.#tape.literals(Buffer.from(text))
  }
}
