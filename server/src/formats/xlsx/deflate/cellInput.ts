import type { BytesVector, ColumnBatch } from '../../../columnBatch.ts'
import type { Kernel, KernelExports } from './kernel.ts'
import { cellBlockRows } from './limits.ts'

/** Rows `from` to `until` (exclusive) of a batch, and the cell of the first one in the block. */
export interface FillRange {
  readonly from: number
  readonly until: number
  readonly at: number
}

/** The values of a block's cells that are bytes. */
interface ValueBytes {
  /** How many of the bytes are in use. */
  readonly byteCount: number
  /** Call when the kernel has filled cells: the bytes that are in use now. */
  filled(byteCount: number): void
}

/** The forms of a column's texts, as numbers of `RowPieces`. */
export interface TextForms {
  readonly form: number
  /** Of a text that looks like a formula. */
  readonly quotedForm: number
  readonly blankForm: number
}

/**
 * Fills whole columns of a block of cells in the kernel. Each method returns the rows that it leaves to
 * its caller, counted from the first one of the range: a view that is valid until the next call.
 */
export class CellInput {
  readonly #exports: KernelExports
  readonly #kernel: Kernel
  readonly #cells: ValueBytes
  readonly #bases = new Map<BytesVector, number>()
  #batch: ColumnBatch | null = null

  constructor(kernel: Kernel, cells: ValueBytes) {
    this.#kernel = kernel
    this.#exports = kernel.exports
    this.#cells = cells
  }

  /** Copies the texts of a batch that are bytes, unless it is the same one as before. */
  load(batch: ColumnBatch): void {
    if (batch === this.#batch) return
    this.#batch = batch
    this.#bases.clear()
    const bytes = new Map<Buffer, number>()
    let byteCount = 0
    for (const vector of batch.vectors) {
      if (vector.kind !== 'bytes') continue
      if (!bytes.has(vector.bytes)) {
        bytes.set(vector.bytes, byteCount)
        byteCount += vector.bytes.length
      }
      this.#bases.set(vector, bytes.get(vector.bytes)!)
    }
    if (byteCount === 0) return
    this.#exports.reserveInput(byteCount)
    const input = new Uint8Array(this.#kernel.memory, this.#exports.inputBytes.value, byteCount)
    for (const [some, base] of bytes) input.set(some, base)
  }

  /** Fills texts as inline cells; what is left needs rare escapes, or is cut. */
  fillTexts(vector: BytesVector, range: FillRange, forms: TextForms): Int32Array {
    const rowCount = this.#place(vector, range)
    const { form, quotedForm, blankForm } = forms
    const base = this.#bases.get(vector)!
    const used = this.#cells.byteCount
    const rest = this.#exports.fillTexts(
      range.at,
      rowCount,
      base,
      used,
      form,
      quotedForm,
      blankForm,
    )
    this.#cells.filled(this.#exports.valueByteCount.value)
    return this.#rest(rest)
  }

  /** Fills texts of decimals as numbers; what is left has too many digits. */
  fillDecimals(vector: BytesVector, range: FillRange, forms: TextForms): Int32Array {
    const rowCount = this.#place(vector, range)
    const base = this.#bases.get(vector)!
    const { form, blankForm } = forms
    return this.#rest(this.#exports.fillDecimals(range.at, rowCount, base, form, blankForm))
  }

  /** Fills doubles of up to 15 digits; what is left has more, or is not a number. */
  fillDoubles(values: Float64Array, { from, until, at }: FillRange, form: number): Int32Array {
    const { inputDoubles } = this.#exports
    new Float64Array(this.#kernel.memory, inputDoubles.value, cellBlockRows).set(
      values.subarray(from, until),
    )
    return this.#rest(this.#exports.fillDoubles(at, until - from, form))
  }

  #place({ starts, lengths }: BytesVector, { from, until }: FillRange): number {
    const { inputStarts, inputLengths } = this.#exports
    const memory = this.#kernel.memory
    new Int32Array(memory, inputStarts.value, cellBlockRows).set(starts.subarray(from, until))
    new Int32Array(memory, inputLengths.value, cellBlockRows).set(lengths.subarray(from, until))
    return until - from
  }

  #rest(count: number): Int32Array {
    return new Int32Array(this.#kernel.memory, this.#exports.restRows.value, count)
  }
}
