import { CellInput } from './cellInput.ts'
import type { Kernel } from './kernel.ts'
import { cellBlockRows, lengthBits, lengthOfBytes, packedLengthMax } from './limits.ts'
import { numeralOf } from './numerals.ts'

/**
 * The cells of some rows, column by column, in the memory of a kernel, which reads them there. A cell
 * has a form, which is the constant XML around its value (see `rowPieces.ts`), and a value: the text
 * of a number in words of numerals, or bytes.
 */
export class CellBlock {
  /**
   * `form << 5 | length` of the cell at `column * cellBlockRows + row`; 0 where there is no cell, since
   * form 0 is that of a number.
   */
  shapes!: Int32Array<ArrayBuffer>
  high!: Uint32Array<ArrayBuffer>
  middle!: Uint32Array<ArrayBuffer>
  low!: Uint32Array<ArrayBuffer>
  /** By row: how many bytes its values have. */
  rowBytes!: Uint32Array<ArrayBuffer>
  /** Fills whole columns at once. */
  readonly input: CellInput
  readonly #kernel: Kernel
  readonly #cellCount: number
  #memory: ArrayBuffer | null = null
  #words!: Uint32Array<ArrayBuffer>
  /** The values that are bytes, one after the other. */
  #bytes!: Buffer<ArrayBuffer>
  #byteCount = 0

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#cellCount = kernel.columnCount * cellBlockRows
    this.input = new CellInput(kernel.exports, this)
    this.#find()
  }

  /** All arrays above in one, to copy a block at once. */
  get words(): Uint32Array {
    // The memory may have grown since the cells were set: when the segment before them was ended.
    this.#find()
    return this.#words
  }

  get bytes(): Uint8Array {
    this.#find()
    return this.#bytes
  }

  /** How many of the bytes are in use. */
  get byteCount(): number {
    return this.#byteCount
  }

  /** Call when the kernel has filled cells: the bytes of values that are in use now. */
  filled(byteCount: number): void {
    this.#byteCount = byteCount
    this.#find()
    this.#bytes = this.#kernel.valueBytes()
  }

  /** Copies a block with the same number of columns, given by its words and bytes. */
  load(words: Uint32Array, bytes: Uint8Array): void {
    this.#find()
    this.#words.set(words)
    this.#byteCount = 0
    if (bytes.length > this.#bytes.length) this.#growBytes(bytes.length)
    this.#bytes.set(bytes)
    this.#byteCount = bytes.length
  }

  /** Begins a new set of rows; each of their cells must be set. */
  clear(): void {
    this.#find()
    this.#byteCount = 0
    this.rowBytes.fill(0)
  }

  /** Sets a cell without a value: none at all, or one of this form that has only a style. */
  setBlank(at: number, form = 0): void {
    this.shapes[at] = form << lengthBits
    this.high[at] = 0
  }

  /** Sets a number, as JavaScript prints it. */
  setNumber(at: number, form: number, text: string): void {
    if (text.length > packedLengthMax) {
      this.setText(at, form, text)
      return
    }
    this.#pack(at, text)
    this.shapes[at] = (form << lengthBits) | text.length
  }

  /** Sets a text, or a long number: XML, written as UTF-8. */
  setText(at: number, form: number, xml: string): void {
    const bytesMax = xml.length * 3
    if (this.#byteCount + bytesMax > this.#bytes.length) this.#growBytes(bytesMax)
    const length = this.#bytes.write(xml, this.#byteCount)
    this.shapes[at] = (form << lengthBits) | lengthOfBytes
    this.high[at] = this.#byteCount
    this.middle[at] = length
    this.#byteCount += length
    this.rowBytes[at % cellBlockRows]! += length
  }

  #pack(at: number, text: string): void {
    let high = 0
    let middle = 0
    let low = 0
    for (let index = 0; index < text.length; index++) {
      const numeral = numeralOf(text.charCodeAt(index))
      const bits = numeral << (28 - ((index & 7) << 2))
      if (index < 8) high |= bits
      else if (index < 16) middle |= bits
      else low |= bits
    }
    this.high[at] = high
    this.middle[at] = middle
    this.low[at] = low
  }

  #growBytes(bytes: number): void {
    this.#kernel.growValueBytes(2 * this.#bytes.length + bytes, this.#byteCount)
    this.#find()
    this.#bytes = this.#kernel.valueBytes()
  }

  /** Updates the views: the arrays move when the kernel's memory grows. */
  #find(): void {
    if (this.#kernel.memory === this.#memory) return
    this.#memory = this.#kernel.memory
    const count = this.#cellCount
    this.#words = this.#kernel.cellWords(4 * count + cellBlockRows)
    this.shapes = new Int32Array(this.#memory, this.#words.byteOffset, count)
    this.high = this.#words.subarray(count, 2 * count)
    this.middle = this.#words.subarray(2 * count, 3 * count)
    this.low = this.#words.subarray(3 * count, 4 * count)
    this.rowBytes = this.#words.subarray(4 * count)
    this.#bytes = this.#kernel.valueBytes()
  }
}
