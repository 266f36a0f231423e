import type { BytesVector, ColumnBatch } from '../../../columnBatch.ts'
import type { KernelRules } from '../csvDialect.ts'
import { openKernel, type KernelExports } from './csvKernel.ts'
import { blockRowBits, blockRows } from './limits.ts'

/** Rows of a batch, at most `blockRows` of them; `until` is exclusive. */
export interface BlockRange {
  readonly from: number
  readonly until: number
}

/**
 * The fields of some rows, column by column, in the memory of a kernel, which then writes them row by
 * row. Methods that fill a column return the rows that they leave to their caller, counted from the
 * first one of the range.
 */
export class CsvBlock {
  readonly #kernel: KernelExports
  readonly #rules: KernelRules
  readonly #bases = new Map<BytesVector, number>()
  #batch: ColumnBatch | null = null

  constructor(columnCount: number, rules: KernelRules) {
    this.#kernel = openKernel(columnCount, rules)
    this.#rules = rules
  }

  /** Begins a new block of rows of this batch. */
  begin(batch: ColumnBatch): void {
    this.#kernel.clearFields()
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
    this.#kernel.reserveInput(byteCount)
    for (const [some, base] of bytes) {
      new Uint8Array(this.#kernel.memory.buffer, this.#kernel.inputBytes.value + base).set(some)
    }
  }

  fillTexts(column: number, vector: BytesVector, range: BlockRange): Int32Array {
    this.#placeTexts(vector, range)
    this.#kernel.fillTexts(column, range.until - range.from, this.#bases.get(vector)!)
    return this.#rest()
  }

  fillDecimals(column: number, vector: BytesVector, range: BlockRange): Int32Array {
    this.#placeTexts(vector, range)
    const base = this.#bases.get(vector)!
    const rowCount = range.until - range.from
    this.#kernel.fillDecimals(column, rowCount, base, this.#rules.checksDecimals)
    return this.#rest()
  }

  /** Numbers by row, to be set before they are filled; NaN is empty. */
  get numbers(): Float64Array {
    return new Float64Array(this.#kernel.memory.buffer, this.#kernel.inputDoubles.value, blockRows)
  }

  /** Offsets from UTC by row, in minutes, to be set before times are filled. */
  get offsets(): Int32Array {
    return new Int32Array(this.#kernel.memory.buffer, this.#kernel.inputOffsets.value, blockRows)
  }

  /** Codes by row, to be set before they are filled; -1 is empty. */
  get codes(): Int32Array {
    return new Int32Array(this.#kernel.memory.buffer, this.#kernel.inputStarts.value, blockRows)
  }

  fillDoubles(column: number, rowCount: number): Int32Array {
    this.#kernel.fillDoubles(column, rowCount)
    return this.#rest()
  }

  fillDays(column: number, rowCount: number): Int32Array {
    this.#kernel.fillDays(column, rowCount)
    return this.#rest()
  }

  fillTimes(column: number, rowCount: number, hasOffsets: boolean): Int32Array {
    this.#kernel.fillTimes(column, rowCount, hasOffsets)
    return this.#rest()
  }

  fillCodes(column: number, rowCount: number): Int32Array {
    this.#kernel.fillCodes(column, rowCount)
    return this.#rest()
  }

  /** Makes room for so many codes of a column, unless there is. */
  reserveCodes(column: number, codes: number): void {
    this.#kernel.reserveCodes(column, codes)
  }

  forgetCodes(column: number): void {
    this.#kernel.forgetCodes(column)
  }

  /** Memory that stays, for the fields of codes. */
  allocate(bytes: number): number {
    return this.#kernel.allocate(bytes)
  }

  /** Keeps the field of a code at this address of such memory. */
  setCode(column: number, code: number, address: number, field: Uint8Array): void {
    new Uint8Array(this.#kernel.memory.buffer, address).set(field)
    this.#kernel.setCode(column, code, address, field.length)
  }

  /** Sets a field; `row` counts from the first one of the block. */
  setField(column: number, row: number, field: Uint8Array): void {
    const address = this.#kernel.fieldRoom(field.length)
    new Uint8Array(this.#kernel.memory.buffer, address).set(field)
    this.#kernel.takeField((column << blockRowBits) + row, address, field.length)
  }

  /** Rows whose first field begins as a formula does. */
  findExposed(rowCount: number): Int32Array {
    this.#kernel.findExposed(rowCount)
    return this.#rest()
  }

  writeRows(rowCount: number, separator: number): void {
    this.#kernel.writeRows(rowCount, separator)
  }

  /** Bytes of rows that have not been taken. */
  get byteCount(): number {
    return this.#kernel.rowByteCount.value
  }

  /** Takes the bytes; a copy, because their memory is reused. */
  take(): Uint8Array {
    const { memory, rowsAt, rowByteCount } = this.#kernel
    const bytes = new Uint8Array(memory.buffer, rowsAt.value, rowByteCount.value).slice()
    this.#kernel.takeRows()
    return bytes
  }

  #placeTexts({ starts, lengths }: BytesVector, { from, until }: BlockRange): void {
    const { memory, inputStarts, inputLengths } = this.#kernel
    new Int32Array(memory.buffer, inputStarts.value, blockRows).set(starts.subarray(from, until))
    new Int32Array(memory.buffer, inputLengths.value, blockRows).set(lengths.subarray(from, until))
  }

  /** A copy, because setting fields may move the memory. */
  #rest(): Int32Array {
    const { memory, restRows } = this.#kernel
    const count = this.#kernel.restOfRows()
    const rows = new Int32Array(memory.buffer, restRows.value, count).slice()
    this.#kernel.clearRest()
    return rows
  }
}
