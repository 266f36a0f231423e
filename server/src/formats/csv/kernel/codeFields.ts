import type { CsvBlock } from './csvBlock.ts'

/** Longer fields are written again each time, so that dictionaries of long texts take no memory. */
const keptFieldBytesMax = 512
const firstBytes = 4_096

/** The fields of a column's dictionary, which the kernel finds by code. */
export class CodeFields {
  readonly #column: number
  #source: object | null = null
  #added = new Set<number>()
  /** Memory of the kernel for fields, and what is left of it. */
  #address = 0
  #byteCount = 0
  #used = 0

  constructor(column: number) {
    this.#column = column
  }

  /**
   * Call before codes are filled that belong to this dictionary or list of words.
   *
   * @returns whether it is another one, of which no fields are known
   */
  turnTo(block: CsvBlock, source: object, count: number): boolean {
    const isNew = this.#source !== source
    if (isNew) {
      this.#source = source
      this.#added = new Set()
      this.#used = 0
      block.forgetCodes(this.#column)
    }
    block.reserveCodes(this.#column, count)
    return isNew
  }

  /** Keeps the field of a code, unless it is long. */
  add(block: CsvBlock, code: number, write: () => Uint8Array): void {
    if (this.#added.has(code)) return
    this.#added.add(code)
    const field = write()
    if (field.length > keptFieldBytesMax) return
    if (this.#used + field.length > this.#byteCount) {
      this.#byteCount = Math.max(firstBytes, 2 * this.#byteCount)
      this.#address = block.allocate(this.#byteCount + keptFieldBytesMax)
      this.#used = 0
    }
    block.setCode(this.#column, code, this.#address + this.#used, field)
    this.#used += field.length
  }
}
