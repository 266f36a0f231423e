/** Which rows of a batch are null, gathered from the validity bits of its chunks. */
export class NullMap {
  readonly bytes: Uint8Array
  any = false

  constructor(rowsMax: number) {
    this.bytes = new Uint8Array(rowsMax)
  }

  begin(): void {
    if (this.any) this.bytes.fill(0)
    this.any = false
  }

  /** Marks the null rows; answers them, or null when there are none. */
  append(validity: Uint8Array | null, at: number, rowCount: number): Uint8Array | null {
    if (validity === null) return null
    let found = false
    for (let row = 0; row < rowCount; row += 1) {
      if (((validity[row >> 3]! >> (row & 7)) & 1) === 1) continue
      this.bytes[at + row] = 1
      found = true
    }
    if (!found) return null
    this.any = true
    return this.bytes.subarray(at, at + rowCount)
  }

  markNull(row: number): void {
    this.bytes[row] = 1
    this.any = true
  }

  upTo(rowCount: number): Uint8Array | null {
    return this.any ? this.bytes.subarray(0, rowCount) : null
  }
}
