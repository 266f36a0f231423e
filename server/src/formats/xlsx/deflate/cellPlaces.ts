import { type CellBlock, cellBlockRows, lengthMask, lengthOfBytes } from './cellBlock.ts'
import { closings, type RowPieces } from './rowPieces.ts'
import { never, type Tape } from './tape.ts'

const sampledRows = 32

/** Where on the tape the pieces of rows stood last, and which value each column had there. */
export class CellPlaces {
  readonly junctionAt: Int32Array
  /** By closing: the last junction to any column. */
  readonly closingAt: Int32Array
  /** By form: the opening of the last cell that had it. */
  readonly openingAt: Int32Array
  /** By column: its last cell's opening, shape and value; the shape is -1 where it is no number. */
  readonly columnAt: Int32Array
  readonly columnShapes: Int32Array
  readonly columnHigh: Uint32Array
  readonly columnMiddle: Uint32Array
  readonly columnLow: Uint32Array
  /** By column: 1 where values tend to begin like the ones above them. */
  readonly leans: Uint8Array
  /** The row's beginning, the beginning of the decade of its number, the last copy of its number. */
  readonly row: Int32Array

  constructor(tape: Tape, { columnCount, formsMax, junctionTargets }: RowPieces) {
    const places = (count: number) => tape.track(new Int32Array(count).fill(never))
    this.junctionAt = places(closings.length * junctionTargets)
    this.closingAt = places(closings.length)
    this.openingAt = places(formsMax)
    this.columnAt = places(columnCount)
    this.row = places(3)
    this.columnShapes = new Int32Array(columnCount).fill(-1)
    this.columnHigh = new Uint32Array(columnCount)
    this.columnMiddle = new Uint32Array(columnCount)
    this.columnLow = new Uint32Array(columnCount)
    this.leans = new Uint8Array(columnCount)
  }

  /** Remembers where a column's cell stands, for the one below it. */
  keepColumn(column: number, opening: number, cells: CellBlock, at: number): void {
    const shape = cells.shapes[at]!
    this.columnAt[column] = opening
    this.columnShapes[column] = (shape & lengthMask) === lengthOfBytes ? -1 : shape
    this.columnHigh[column] = cells.high[at]!
    this.columnMiddle[column] = cells.middle[at]!
    this.columnLow[column] = cells.low[at]!
  }

  /**
   * Looks at some of the rows to come. Comparing each value of each column would cost 30 ns a row
   * more, most of it for branches that go this way and that where values are random.
   */
  lean(cells: CellBlock, rowCount: number): void {
    for (let column = 0; column < this.leans.length; column++) {
      const start = column * cellBlockRows
      const end = start + Math.min(rowCount, sampledRows)
      let common = 0
      for (let at = start + 1; at < end; at++) {
        const numerals = Math.clz32(cells.high[at]! ^ cells.high[at - 1]!) >>> 2
        common += cells.shapes[at] === cells.shapes[at - 1] ? numerals : 0
      }
      this.leans[column] = common > (end - start) * 3 ? 1 : 0
    }
  }
}

/** Indexes into `row`. */
export const rowPlace = 0
export const decadePlace = 1
export const numberPlace = 2
