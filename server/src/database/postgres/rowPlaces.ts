import type { PostgresWire } from './postgresWire.ts'
import type { ColumnValues } from './postgresColumn.ts'

/** Where the values of a batch are in the bytes of the connection, column by column. */
export class RowPlaces {
  readonly #columnCount: number
  readonly #rowsMax: number
  /** Of each column where its values begin, by row, and then how long they are. */
  readonly #places: Int32Array
  /** Where the first row begins. */
  #firstAt = 0
  #rowCount = 0

  constructor(columnCount: number, rowsMax: number) {
    this.#columnCount = columnCount
    this.#rowsMax = rowsMax
    // One array: its memory is only taken as far as it is used.
    this.#places = new Int32Array(2 * columnCount * rowsMax)
  }

  get rowCount(): number {
    return this.#rowCount
  }

  /** Begins a batch at the place to which the connection has been read. */
  begin({ at }: PostgresWire): void {
    this.#firstAt = at
    this.#rowCount = 0
  }

  /** How many bytes have been read since `begin`. */
  byteCount({ at }: PostgresWire): number {
    return at - this.#firstAt
  }

  /** Adds a row: the number of its columns, then for each the length of its value and the value. */
  add(view: DataView, start: number): void {
    const places = this.#places
    const rowsMax = this.#rowsMax
    const firstAt = this.#firstAt
    let at = start + 2
    let place = this.#rowCount
    for (let column = 0; column < this.#columnCount; column += 1) {
      const length = view.getInt32(at)
      at += 4
      places[place] = at - firstAt
      places[place + rowsMax] = length
      if (length > 0) at += length
      place += 2 * rowsMax
    }
    this.#rowCount += 1
  }

  /** The values of each column, valid until the next `begin`. */
  values({ bytes, at }: PostgresWire): ColumnValues[] {
    const read = bytes.subarray(this.#firstAt, at)
    const view = new DataView(read.buffer, read.byteOffset, read.length)
    return Array.from({ length: this.#columnCount }, (_, column) => {
      const starts = 2 * column * this.#rowsMax
      const lengths = starts + this.#rowsMax
      return {
        bytes: read,
        view,
        starts: this.#places.subarray(starts, starts + this.#rowCount),
        lengths: this.#places.subarray(lengths, lengths + this.#rowCount),
      }
    })
  }
}
