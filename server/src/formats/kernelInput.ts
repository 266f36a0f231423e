import type { BytesVector, ColumnBatch } from '../columnBatch.ts'
import { inputRowsMax } from './assembly/inputRows.ts'

type Address = 'inputBytes' | 'inputStarts' | 'inputLengths' | 'inputDoubles' | 'restRows'

/** What every kernel exports for its input; addresses are globals, because memory may move. */
export interface InputExports extends Readonly<Record<Address, WebAssembly.Global<'i32'>>> {
  readonly memory: WebAssembly.Memory
  reserveInput(bytes: number): void
  takeRest(): number
}

/** Rows `from` to `until` (exclusive) of a batch, at most as many as a kernel takes at once. */
export interface RowRange {
  readonly from: number
  readonly until: number
}

/** Hands the values of a batch to a kernel, column by column. */
export class KernelInput {
  readonly #exports: InputExports
  /** Where the bytes of a vector begin. */
  readonly #bases = new Map<BytesVector, number>()
  #batch: ColumnBatch | null = null
  #views: InputViews

  constructor(exports: InputExports) {
    this.#exports = exports
    this.#views = viewsOf(exports)
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
    this.#exports.reserveInput(byteCount)
    const { memory, inputBytes } = this.#exports
    const input = new Uint8Array(memory.buffer, inputBytes.value, byteCount)
    for (const [some, base] of bytes) input.set(some, base)
  }

  /** Numbers by row, to be set before they are filled; NaN is empty. */
  get numbers(): Float64Array {
    return this.#current.numbers
  }

  /** Codes by row, to be set before they are filled; -1 is empty. */
  get codes(): Int32Array {
    return this.#current.starts
  }

  /** Says where the texts of some rows are, and returns where the bytes of their vector begin. */
  protected place(vector: BytesVector, { from, until }: RowRange): number {
    const { starts, lengths } = this.#current
    starts.set(vector.starts.subarray(from, until))
    lengths.set(vector.lengths.subarray(from, until))
    return this.#bases.get(vector)!
  }

  /** The rows that the kernel has left: a copy, because setting them may move its memory. */
  protected rest(): Int32Array {
    const count = this.#exports.takeRest()
    return count === 0 ? noRows : this.#current.rest.slice(0, count)
  }

  /** Views are made again when the memory has moved. */
  get #current(): InputViews {
    if (this.#views.numbers.buffer !== this.#exports.memory.buffer) {
      this.#views = viewsOf(this.#exports)
    }
    return this.#views
  }
}

const noRows = new Int32Array(0)

interface InputViews {
  readonly starts: Int32Array
  readonly lengths: Int32Array
  readonly rest: Int32Array
  readonly numbers: Float64Array
}

function viewsOf(exports: InputExports): InputViews {
  const { buffer } = exports.memory
  return {
    starts: new Int32Array(buffer, exports.inputStarts.value, inputRowsMax),
    lengths: new Int32Array(buffer, exports.inputLengths.value, inputRowsMax),
    rest: new Int32Array(buffer, exports.restRows.value, inputRowsMax),
    numbers: new Float64Array(buffer, exports.inputDoubles.value, inputRowsMax),
  }
}
