import type { Vector } from '../columnBatch.ts'
import { int64AsDouble } from './int64.ts'
import { NullMap } from './nullMap.ts'

/**
 * Gathers whole numbers of up to 64 bits for one column. The vector holds doubles as long as all
 * numbers of the batch are safe integers, and BigInts otherwise. Its arrays are used again.
 */
export class IntegerVectorBuilder {
  readonly nulls: NullMap
  readonly #doubles: Float64Array
  readonly #bigints: BigInt64Array
  /** The halves of `#bigints`, so that no BigInt is made; DuckDB too needs a little-endian CPU. */
  readonly #halves: Int32Array
  #hasUnsafe = false

  constructor(rowsMax: number) {
    this.nulls = new NullMap(rowsMax)
    this.#doubles = new Float64Array(rowsMax)
    this.#bigints = new BigInt64Array(rowsMax)
    this.#halves = new Int32Array(this.#bigints.buffer)
  }

  /** Call before each batch. */
  begin(): void {
    this.nulls.begin()
    this.#hasUnsafe = false
  }

  setNull(row: number): void {
    this.nulls.markNull(row)
    this.set(row, 0, 0)
  }

  /** A number by its halves: `high` signed, `low` unsigned. */
  set(row: number, high: number, low: number): void {
    const double = int64AsDouble(high, low)
    if (!Number.isSafeInteger(double)) this.#hasUnsafe = true
    this.#doubles[row] = double
    this.#halves[row * 2] = low
    this.#halves[row * 2 + 1] = high
  }

  /**
   * Numbers from row `at` on, in two thirds of the time of one `set` for each.
   *
   * @param halves of each number the lower half, then the higher one
   * @param nulls 1 for each of them that is null; null when none is
   */
  setAll(at: number, halves: Int32Array, nulls: Uint8Array | null): void {
    this.#halves.set(halves, at * 2)
    const doubles = this.#doubles
    const count = halves.length >> 1
    for (let row = 0; row < count; row += 1) {
      if (nulls?.[row] === 1) {
        this.setNull(at + row)
        continue
      }
      const double = int64AsDouble(halves[row * 2 + 1]!, halves[row * 2]! >>> 0)
      if (!Number.isSafeInteger(double)) this.#hasUnsafe = true
      doubles[at + row] = double
    }
  }

  /** @throws RangeError when the number takes more than 64 bits. */
  setBigInt(row: number, value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) {
      throw new RangeError('An integer is past 64 bits; describe its column as decimal.')
    }
    const double = Number(value)
    if (!Number.isSafeInteger(double)) this.#hasUnsafe = true
    this.#doubles[row] = double
    this.#bigints[row] = value
  }

  /** The first rows; valid until the next `begin`. */
  vector(rowCount: number): Vector {
    const nulls = this.nulls.upTo(rowCount)
    return this.#hasUnsafe
      ? { kind: 'bigint', values: this.#bigints.subarray(0, rowCount), nulls }
      : { kind: 'number', values: this.#doubles.subarray(0, rowCount), nulls }
  }
}
