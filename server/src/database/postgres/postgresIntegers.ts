import type { Vector } from '../../columnBatch.ts'
import { NullMap } from '../nullMap.ts'
import type { PostgresColumn, ValuePlace } from './postgresColumns.ts'
import type { FieldFormat } from './postgresMessages.ts'

/** Whole numbers of 64 bits and more: Float64 as long as all of a batch are safe integers. */
export class PostgresIntegers implements PostgresColumn {
  readonly format: FieldFormat
  readonly #doubles: Float64Array
  readonly #bigints: BigInt64Array
  readonly #nulls: NullMap
  #unsafe = false

  /** @param isBinary whether they come as int8; otherwise as the digits of a numeric */
  constructor(isBinary: boolean, rowsMax: number) {
    this.format = isBinary ? 1 : 0
    this.#doubles = new Float64Array(rowsMax)
    this.#bigints = new BigInt64Array(rowsMax)
    this.#nulls = new NullMap(rowsMax)
  }

  begin(): void {
    this.#nulls.begin()
    this.#unsafe = false
  }

  read(place: ValuePlace, row: number): void {
    if (place.length < 0) {
      this.#nulls.markNull(row)
      this.#doubles[row] = 0
    } else if (this.format === 1) this.#readBinary(place, row)
    else this.#readDigits(place, row)
  }

  vector(rowCount: number): Vector {
    const nulls = this.#nulls.upTo(rowCount)
    if (!this.#unsafe) {
      return { kind: 'number', values: this.#doubles.subarray(0, rowCount), nulls }
    }
    for (let row = 0; row < rowCount; row += 1) {
      const double = this.#doubles[row]!
      // What is not safe was kept exactly when it was read.
      if (Number.isSafeInteger(double)) this.#bigints[row] = BigInt(double)
    }
    return { kind: 'bigint', values: this.#bigints.subarray(0, rowCount), nulls }
  }

  #readBinary({ view, at }: ValuePlace, row: number): void {
    const double = view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4)
    this.#doubles[row] = double
    if (Number.isSafeInteger(double)) return
    this.#unsafe = true
    this.#bigints[row] = view.getBigInt64(at)
  }

  #readDigits({ bytes, at, length }: ValuePlace, row: number): void {
    const digits = bytes.toString('latin1', at, at + length)
    if (!/^-?\d+$/.test(digits)) {
      throw new Error('An integer column cannot show a decimal with digits after the point.')
    }
    const value = BigInt(digits)
    if (BigInt.asIntN(64, value) !== value) {
      throw new RangeError('An integer is past 64 bits; describe its column as decimal.')
    }
    const double = Number(value)
    this.#doubles[row] = double
    if (Number.isSafeInteger(double)) return
    this.#unsafe = true
    this.#bigints[row] = value
  }
}
