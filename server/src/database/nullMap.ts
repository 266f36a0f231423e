/** Which rows of a batch are null: one byte a row. */
export class NullMap {
  readonly #bytes: Uint8Array
  #hasAny = false

  constructor(rowsMax: number) {
    this.#bytes = new Uint8Array(rowsMax)
  }

  /** Call before each batch. */
  begin(): void {
    if (this.#hasAny) this.#bytes.fill(0)
    this.#hasAny = false
  }

  /**
   * Marks the rows from `at` on whose validity bit is 0.
   *
   * @param validity null when all rows are valid
   * @returns 1 for each of these rows that is null; null when none is
   */
  addValidity(validity: Uint8Array | null, at: number, rowCount: number): Uint8Array | null {
    if (validity === null) return null
    let found = false
    for (let row = 0; row < rowCount; row += 1) {
      if (isValid(validity, row)) continue
      this.#bytes[at + row] = 1
      found = true
    }
    if (!found) return null
    this.#hasAny = true
    return this.#bytes.subarray(at, at + rowCount)
  }

  markNull(row: number): void {
    this.#bytes[row] = 1
    this.#hasAny = true
  }

  /** The first rows, as vectors have them: null when none is. */
  upTo(rowCount: number): Uint8Array | null {
    return this.#hasAny ? this.#bytes.subarray(0, rowCount) : null
  }
}

/** Whether a row is not null: its bit is set, the least significant one first; null when all are. */
export function isValid(validity: Uint8Array | null, row: number): boolean {
  return validity === null || ((validity[row >> 3]! >> (row & 7)) & 1) === 1
}
