import { crc32 } from 'node:zlib'
import {
  type CellBlock,
  cellBlockRows,
  lengthBits,
  lengthMask,
  lengthOfBytes,
} from './cellBlock.ts'
import { CrcShifts, crcAfterByte, crcAfterZeros, shiftTableLength } from './crcShift.ts'
import { numeralBytes, numeralCount, packedLengthMax } from './numerals.ts'
import type { RowNumber } from './rowNumber.ts'
import { closesRowStart, openingBytesMax, type RowPieces } from './rowPieces.ts'
import { oneNumeral, threeNumerals, twoNumerals } from './tokens.ts'

/** By token index: CRC of one, two or three numerals from an empty register. */
const numeralCrcs = new Int32Array(oneNumeral + numeralCount)
for (let numeral = 0; numeral < numeralCount; numeral++) {
  numeralCrcs[oneNumeral + numeral] = crcAfterByte(0, numeralBytes[numeral]!)
}
for (let run = 0; run < numeralCount ** 2; run++) {
  const head = numeralCrcs[oneNumeral + (run >>> 4)]!
  numeralCrcs[twoNumerals + run] = crcAfterByte(head, numeralBytes[run & 15]!)
}
for (let run = 0; run < numeralCount ** 3; run++) {
  const head = numeralCrcs[twoNumerals + (run >>> 4)]!
  numeralCrcs[threeNumerals + run] = crcAfterByte(head, numeralBytes[run & 15]!)
}

const numeralStarts = Int32Array.of(0, oneNumeral, twoNumerals, threeNumerals)

/** Longest piece that is taken in one step: an opening and its value. */
const stepBytesMax = openingBytesMax + packedLengthMax

/**
 * CRC-32 of rows without their XML: two steps a cell, one over junction and row number, one over
 * opening and value. Writing the XML, eight bytes a store, only to hash it with `zlib.crc32` took
 * 0.45 µs a row of ten columns; this takes a third of that.
 */
export class RowCrc {
  readonly #pieces: RowPieces
  readonly #shifts = new CrcShifts(stepBytesMax)
  /** The register; the CRC is its complement. */
  #register = -1
  #numberLength = 0
  /** By junction: its CRC with as many zeros behind it as the row number has digits. */
  readonly #junctionCrcs: Int32Array
  /** By form and length of the value: the opening's CRC with so many zeros behind it; 0: unknown. */
  readonly #openingCrcs: Int32Array
  /** By column: its last long value and that value's CRC. */
  readonly #columnHigh: Uint32Array
  readonly #columnMiddle: Uint32Array
  readonly #columnLow: Uint32Array
  readonly #columnLengths: Uint8Array
  readonly #columnCrcs: Int32Array

  constructor(pieces: RowPieces) {
    this.#pieces = pieces
    const { columnCount, formsMax, junctionLengths } = pieces
    this.#junctionCrcs = new Int32Array(junctionLengths.length)
    this.#openingCrcs = new Int32Array(formsMax * (packedLengthMax + 1))
    this.#columnHigh = new Uint32Array(columnCount)
    this.#columnMiddle = new Uint32Array(columnCount)
    this.#columnLow = new Uint32Array(columnCount)
    this.#columnLengths = new Uint8Array(columnCount)
    this.#columnCrcs = new Int32Array(columnCount)
    for (const groupLength of [1, 2, 3]) this.#shifts.prepare(groupLength)
  }

  get crc32(): number {
    return ~this.#register >>> 0
  }

  restart(): void {
    this.#register = -1
  }

  addBytes(bytes: Uint8Array): void {
    this.#register = ~crc32(bytes, this.crc32)
  }

  /** Adds a row, with the closing of the one before. */
  addRow(cells: CellBlock, row: number, number: RowNumber, closing: number): void {
    if (number.length !== this.#numberLength) this.#turnToLength(number.length)
    const { columnCount, junctionTargets, junctionLengths } = this.#pieces
    const { openingLengths, formClosings } = this.#pieces
    const { shapes, high } = cells
    const { tables } = this.#shifts
    const junctionCrcs = this.#junctionCrcs
    const openingCrcs = this.#openingCrcs
    const numberLength = number.length
    const numberCrc = number.crc
    let crc = this.#register
    let junction = closing * junctionTargets + columnCount
    let table = (junctionLengths[junction]! + numberLength) * shiftTableLength
    crc =
      tables[table + (crc & 0xff)]! ^
      tables[table + 256 + ((crc >>> 8) & 0xff)]! ^
      tables[table + 512 + ((crc >>> 16) & 0xff)]! ^
      tables[table + 768 + (crc >>> 24)]! ^
      (junctionCrcs[junction]! ^ numberCrc)
    let junctions = closesRowStart * junctionTargets
    for (let column = 0; column < columnCount; column++) {
      const at = column * cellBlockRows + row
      const shape = shapes[at]!
      if (shape === 0) continue
      junction = junctions + column
      table = (junctionLengths[junction]! + numberLength) * shiftTableLength
      crc =
        tables[table + (crc & 0xff)]! ^
        tables[table + 256 + ((crc >>> 8) & 0xff)]! ^
        tables[table + 512 + ((crc >>> 16) & 0xff)]! ^
        tables[table + 768 + (crc >>> 24)]! ^
        (junctionCrcs[junction]! ^ numberCrc)
      const form = shape >>> lengthBits
      const length = shape & lengthMask
      junctions = formClosings[form]! * junctionTargets
      if (length === lengthOfBytes) {
        crc = this.#afterText(crc, cells, at)
        continue
      }
      const opening = form * (packedLengthMax + 1) + length
      const openingCrc = openingCrcs[opening]! || this.#openingCrc(form, length)
      const valueCrc =
        length <= 3
          ? numeralCrcs[numeralStarts[length]! + (high[at]! >>> (32 - (length << 2)))]!
          : this.#valueCrc(cells, at, column)
      table = (openingLengths[form]! + length) * shiftTableLength
      crc =
        tables[table + (crc & 0xff)]! ^
        tables[table + 256 + ((crc >>> 8) & 0xff)]! ^
        tables[table + 512 + ((crc >>> 16) & 0xff)]! ^
        tables[table + 768 + (crc >>> 24)]! ^
        (openingCrc ^ valueCrc)
    }
    this.#register = crc
  }

  #valueCrc(cells: CellBlock, at: number, column: number): number {
    const length = cells.shapes[at]! & lengthMask
    const high = cells.high[at]!
    if (length <= 8) return this.#wordCrc(0, high, length)
    const middle = cells.middle[at]!
    const low = length > 16 ? cells.low[at]! : 0
    if (
      this.#columnHigh[column] !== high ||
      this.#columnMiddle[column] !== middle ||
      this.#columnLow[column] !== low ||
      this.#columnLengths[column] !== length
    ) {
      this.#columnLengths[column] = length
      this.#columnHigh[column] = high
      this.#columnMiddle[column] = middle
      this.#columnLow[column] = low
      let crc = this.#wordCrc(0, high, 8)
      crc = this.#wordCrc(crc, middle, Math.min(length - 8, 8))
      this.#columnCrcs[column] = length > 16 ? this.#wordCrc(crc, low, length - 16) : crc
    }
    return this.#columnCrcs[column]!
  }

  #wordCrc(start: number, word: number, length: number): number {
    const { tables } = this.#shifts
    let crc = start
    let rest = word
    for (let left = length; left > 0; left -= 3, rest <<= 12) {
      const count = left < 3 ? left : 3
      const table = count * shiftTableLength
      crc =
        tables[table + (crc & 0xff)]! ^
        tables[table + 256 + ((crc >>> 8) & 0xff)]! ^
        tables[table + 512 + ((crc >>> 16) & 0xff)]! ^
        tables[table + 768 + (crc >>> 24)]! ^
        numeralCrcs[numeralStarts[count]! + (rest >>> (32 - (count << 2)))]!
    }
    return crc
  }

  #afterText(crc: number, cells: CellBlock, at: number): number {
    const form = cells.shapes[at]! >>> lengthBits
    const start = cells.high[at]!
    const text = cells.bytes.subarray(start, start + cells.middle[at]!)
    return ~crc32(text, crc32(this.#pieces.openingBytes(form), ~crc >>> 0))
  }

  #openingCrc(form: number, length: number): number {
    const bytes = this.#pieces.openingBytes(form)
    const crc = crcAfterZeros(bytes.reduce(crcAfterByte, 0), length)
    this.#shifts.prepare(bytes.length + length)
    this.#openingCrcs[form * (packedLengthMax + 1) + length] = crc
    return crc
  }

  #turnToLength(numberLength: number): void {
    this.#numberLength = numberLength
    for (let junction = 0; junction < this.#junctionCrcs.length; junction++) {
      const bytes = this.#pieces.junctionBytes(junction)
      this.#junctionCrcs[junction] = crcAfterZeros(bytes.reduce(crcAfterByte, 0), numberLength)
      this.#shifts.prepare(bytes.length + numberLength)
    }
  }
}
