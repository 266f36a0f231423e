import type { BytesVector } from '../../../columnBatch.ts'
import { KernelInput, type RowRange } from '../../kernelInput.ts'
import type { KernelExports } from './kernel.ts'

/** Rows of a batch, and the cell of the first one in the block. */
export interface FillRange extends RowRange {
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
 * its caller, counted from the first one of the range.
 */
export class CellInput extends KernelInput {
  readonly #kernel: KernelExports
  readonly #cells: ValueBytes

  constructor(kernel: KernelExports, cells: ValueBytes) {
    super(kernel)
    this.#kernel = kernel
    this.#cells = cells
  }

  /** Fills texts as inline cells; what is left needs rare escapes, or is cut. */
  fillTexts(vector: BytesVector, range: FillRange, forms: TextForms): Int32Array {
    const base = this.place(vector, range)
    const { form, quotedForm, blankForm } = forms
    this.#kernel.fillTexts(
      range.at,
      range.until - range.from,
      base,
      this.#cells.byteCount,
      form,
      quotedForm,
      blankForm,
    )
    this.#cells.filled(this.#kernel.valueByteCount.value)
    return this.rest()
  }

  /** Fills texts of decimals as numbers; what is left has too many digits. */
  fillDecimals(vector: BytesVector, range: FillRange, forms: TextForms): Int32Array {
    const base = this.place(vector, range)
    const { form, blankForm } = forms
    this.#kernel.fillDecimals(range.at, range.until - range.from, base, form, blankForm)
    return this.rest()
  }

  /** Fills the first `numbers`; what is left is very large or small, or not a number. */
  fillDoubles({ from, until, at }: FillRange, form: number): Int32Array {
    this.#kernel.fillDoubles(at, until - from, form)
    return this.rest()
  }
}
