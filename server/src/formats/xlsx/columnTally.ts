import type { ColumnType } from '@coatcheck/shared'
import {
  infiniteDay,
  textAt,
  type BytesVector,
  type TextVector,
  type Vector,
} from '../../columnBatch.ts'

/** Running figures of one column: a few nanoseconds a value. */
export class ColumnTally {
  count = 0
  sum = 0
  min = Infinity
  max = -Infinity
  /** Ascending; values are counted by the interval between bounds that they are in. */
  readonly #bounds: Float64Array
  /** How many values have reached this many bounds. */
  readonly #counts: Float64Array

  readonly #type: ColumnType

  constructor(type: ColumnType, bounds: Iterable<number>) {
    this.#type = type
    this.#bounds = Float64Array.from(new Set(bounds)).toSorted()
    this.#counts = new Float64Array(this.#bounds.length + 1)
  }

  /** Counts rows `from` to `until` (exclusive). */
  add(vector: Vector, from: number, until: number): void {
    if (vector.kind === 'text' || vector.kind === 'bytes') {
      if (this.#type === 'decimal') this.#addDecimals(vector, from, until)
      return
    }
    const { values, nulls } = vector
    for (let row = from; row < until; row += 1) {
      if (nulls?.[row] !== 1) this.#addValue(Number(values[row]))
    }
  }

  /** How many values are at least `from` and below `until`, which are two of the bounds. */
  countBetween([from, until]: readonly [number, number]): number {
    const end = this.#rank(until)
    let sum = 0
    for (let rank = this.#rank(from); rank < end; rank += 1) sum += this.#counts[rank]!
    return sum
  }

  #addDecimals(vector: TextVector | BytesVector, from: number, until: number): void {
    for (let row = from; row < until; row += 1) {
      const text = textAt(vector, row)
      if (text !== null) this.#addValue(Number.parseFloat(text))
    }
  }

  #addValue(value: number): void {
    if (!Number.isFinite(value)) return
    if (this.#type === 'date' && Math.abs(value) === infiniteDay) return
    this.count += 1
    this.sum += value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
    this.#counts[this.#rank(value)]! += 1
  }

  /** How many bounds the value has reached. */
  #rank(value: number): number {
    const bounds = this.#bounds
    let rank = 0
    while (rank < bounds.length && value >= bounds[rank]!) rank += 1
    return rank
  }
}
