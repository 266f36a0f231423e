import {
  type CellBlock,
  cellBlockRows,
  lengthBits,
  lengthMask,
  lengthOfBytes,
} from './cellBlock.ts'
import { CellPlaces, decadePlace, numberPlace, rowPlace } from './cellPlaces.ts'
import { CellTokenizer } from './cellTokenizer.ts'
import type { RowCrc } from './rowCrc.ts'
import { RowNumber } from './rowNumber.ts'
import { closesNothing, closesRowStart, closings, type RowPieces } from './rowPieces.ts'
import { distanceMax, lengthMax, lengthMin } from './symbols.ts'
import type { Tape } from './tape.ts'
import type { TextTokenizer } from './textTokenizer.ts'
import { matchToken, oneNumeral, threeNumerals, twoNumerals } from './tokens.ts'

/** Where runs of one, two and three numerals begin among the tokens. */
const numeralTokens = Int32Array.of(0, oneNumeral, twoNumerals, threeNumerals)

/** Close enough for all that a cell may refer to: no cell's constant pieces are longer than that. */
const nearMax = distanceMax - 256

interface Parts {
  readonly tape: Tape
  readonly text: TextTokenizer
  readonly crc: RowCrc
}

/**
 * Rows to tokens: the first hot loop. There is no search; every piece has one place, at most two,
 * where it stood before:
 *
 * - the junction to a column stood one row earlier; where both row numbers differ in their last
 *   digit only, so did the rest of the number;
 * - the row number and the opening stood together at the last cell of the same form in this row
 *   (few bits, because it is near), or
 * - the opening stood one row earlier, and with it the first digits of the value, where the two
 *   values begin alike: sorted dates and counters cost next to nothing.
 *
 * A match that goes on where the last one ended makes it longer, so a value that is repeated takes
 * its junctions along.
 */
export class RowTokenizer {
  readonly #tape: Tape
  readonly #pieces: RowPieces
  readonly #places: CellPlaces
  readonly #crc: RowCrc
  readonly #cell: CellTokenizer
  readonly #number = new RowNumber()
  /** Closing that the next junction begins with. */
  #closing: number = closesNothing

  constructor(pieces: RowPieces, { tape, text, crc }: Parts) {
    this.#tape = tape
    this.#pieces = pieces
    this.#crc = crc
    this.#places = new CellPlaces(tape, pieces)
    const parts = { tape, text, places: this.#places, number: this.#number }
    this.#cell = new CellTokenizer(pieces, parts)
  }

  writeRows(cells: CellBlock, rowCount: number, firstNumber: number): void {
    const { rowBytesMax } = this.#pieces
    this.#places.lean(cells, rowCount)
    for (let row = 0; row < rowCount; row++) {
      this.#tape.reserve(rowBytesMax + cells.rowBytes[row]!)
      this.#number.set(firstNumber + row)
      this.#crc.addRow(cells, row, this.#number, this.#closing)
      this.#openRow()
      this.#writeCells(cells, row)
    }
  }

  /** Closes the last row, so that something else may follow. */
  closeRows(): void {
    if (this.#closing === closesNothing) return
    const closing = Buffer.from(`${closings[this.#closing]!}</row>`)
    this.#crc.addBytes(closing)
    this.#tape.reserve(closing.length)
    this.#tape.literals(closing)
    this.#closing = closesNothing
  }

  #openRow(): void {
    const tape = this.#tape
    const number = this.#number
    const { junctionAt, row } = this.#places
    const { columnCount, junctionLengths, junctionTargets } = this.#pieces
    const junction = this.#closing * junctionTargets + columnCount
    const source = junctionAt[junction]!
    const length = junctionLengths[junction]!
    const rowAt = tape.position
    // Only behind the row just before stands the number just before.
    let common = 0
    if (rowAt - source <= distanceMax) {
      if (source === row[rowPlace]) common = number.commonLength
      tape.match(source, length + common)
    } else tape.literals(this.#pieces.junctionBytes(junction))
    tape.numerals(number, common)
    junctionAt[junction] = rowAt
    row[rowPlace] = rowAt
    row[numberPlace] = rowAt + length
    if (number.commonLength < number.length - 1 || number.length === 1) row[decadePlace] = rowAt
    this.#closing = closesRowStart
  }

  #writeCells(cells: CellBlock, row: number): void {
    const tape = this.#tape
    const { tokens } = tape
    const { shapes, high, middle, low } = cells
    const { columnCount, junctionTargets, junctionLengths } = this.#pieces
    const { openingLengths, formClosings } = this.#pieces
    const { junctionAt, openingAt, columnAt, columnShapes } = this.#places
    const { columnHigh, columnMiddle, columnLow, leans } = this.#places
    const rowAt = this.#places.row[rowPlace]!
    const decadeAt = this.#places.row[decadePlace]!
    let numberAt = this.#places.row[numberPlace]!
    const numberLength = this.#number.length
    const lastDigit = oneNumeral + this.#number.lastDigit
    let closing = this.#closing
    let { position, tokenCount, matchLength: pending, matchDistance: pendingDistance } = tape

    for (let column = 0; column < columnCount; column++) {
      const at = column * cellBlockRows + row
      const shape = shapes[at]!
      if (shape === 0) continue
      const form = shape >>> lengthBits
      const length = shape & lengthMask
      const junction = closing * junctionTargets + column
      const junctionSource = junctionAt[junction]!
      const formSource = openingAt[form]!
      closing = formClosings[form]!
      if (
        length === lengthOfBytes ||
        numberLength < lengthMin ||
        position - junctionSource > nearMax ||
        position - formSource > nearMax
      ) {
        tape.resume(position, tokenCount, pending, pendingDistance)
        this.#cell.write(cells, at, junction)
        ;({ position, tokenCount, matchLength: pending, matchDistance: pendingDistance } = tape)
        numberAt = this.#places.row[numberPlace]!
        continue
      }
      const number = position + junctionLengths[junction]!
      const opening = number + numberLength
      const value = opening + openingLengths[form]!
      const word0 = high[at]!

      let openingSource = formSource
      let common = 0
      const lastShape = columnShapes[column]!
      if (
        leans[column] === 1 &&
        lastShape >>> lengthBits === form &&
        position - columnAt[column]! <= nearMax
      ) {
        openingSource = columnAt[column]!
        common = Math.clz32(word0 ^ columnHigh[column]!) >>> 2
        if (common === 8 && length > 8) {
          common = 8 + (Math.clz32(middle[at]! ^ columnMiddle[column]!) >>> 2)
          if (common === 16) common = 16 + (Math.clz32(low[at]! ^ columnLow[column]!) >>> 2)
        }
        if (common > length) common = length
        if (common > (lastShape & lengthMask)) common = lastShape & lengthMask
      }

      // First match: the junction, and the number but for its last digit.
      const isNear = formSource > rowAt && common < 2 && common < length
      const isDecade = !isNear && junctionSource >= decadeAt
      let count = isDecade ? opening - 1 - position : number - position
      let distance = position - junctionSource
      if (distance === pendingDistance && pending + count <= lengthMax) pending += count
      else {
        if (pending > 0) tokens[tokenCount++] = matchToken(pending, pendingDistance)
        pending = count
        pendingDistance = distance
      }

      // Second match: number and opening, or opening and the first digits.
      if (isNear) {
        common = 0
        distance = opening - formSource
        count = value - number
      } else {
        if (isDecade) {
          tokens[tokenCount++] = matchToken(pending, pendingDistance)
          tokens[tokenCount++] = lastDigit
        } else {
          tokens[tokenCount++] = matchToken(pending, pendingDistance)
          tokens[tokenCount++] = matchToken(numberLength, number - numberAt)
        }
        pending = 0
        distance = opening - openingSource
        count = value - opening + common
      }
      if (pending > 0) tokens[tokenCount++] = matchToken(pending, pendingDistance)
      pending = count
      pendingDistance = distance

      // What is left of the value, three numerals a token.
      for (let start = common; start < length;) {
        if (pending > 0) tokens[tokenCount++] = matchToken(pending, pendingDistance)
        pending = 0
        const end = Math.min(length, (start | 7) + 1)
        const source = start < 8 ? word0 : start < 16 ? middle[at]! : low[at]!
        let word = source << ((start & 7) << 2)
        for (; end - start > 3; start += 3, word <<= 12) tokens[tokenCount++] = word >>> 20
        tokens[tokenCount++] = numeralTokens[end - start]! + (word >>> (32 - ((end - start) << 2)))
        start = end
      }

      junctionAt[junction] = position
      openingAt[form] = opening
      columnAt[column] = opening
      columnShapes[column] = shape
      columnHigh[column] = word0
      if (length > 8) {
        columnMiddle[column] = middle[at]!
        columnLow[column] = low[at]!
      }
      numberAt = number
      position = value + length
    }
    this.#closing = closing
    this.#places.row[numberPlace] = numberAt
    tape.resume(position, tokenCount, pending, pendingDistance)
  }
}
