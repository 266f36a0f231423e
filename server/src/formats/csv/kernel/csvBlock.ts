import type { BytesVector, ColumnBatch } from '../../../columnBatch.ts'
import type { KernelRules } from '../csvDialect.ts'
import { KernelInput, type RowRange } from '../../kernelInput.ts'
import { closeKernel, openKernel, type KernelExports } from './csvKernel.ts'
import { blockRowBits, blockRows } from './limits.ts'

/**
 * The fields of some rows, column by column, in the memory of a kernel, which then writes them row by
 * row. Methods that fill a column return the rows that they leave to their caller, counted from the
 * first one of the range.
 */
export class CsvBlock extends KernelInput {
  readonly #kernel: KernelExports
  readonly #close: () => void
  readonly #rules: KernelRules

  constructor(columnCount: number, rules: KernelRules) {
    const instance = openKernel(columnCount, rules)
    super(instance.exports)
    this.#kernel = instance.exports
    this.#close = () => closeKernel(instance)
    this.#rules = rules
  }

  /** Call once, when it is not used any more. */
  close(): void {
    this.#close()
  }

  /** Begins a new block of rows of this batch. */
  begin(batch: ColumnBatch): void {
    this.#kernel.clearFields()
    this.load(batch)
  }

  fillTexts(column: number, vector: BytesVector, range: RowRange): Int32Array {
    const base = this.place(vector, range)
    this.#kernel.fillTexts(column, range.until - range.from, base)
    return this.rest()
  }

  fillDecimals(column: number, vector: BytesVector, range: RowRange): Int32Array {
    const base = this.place(vector, range)
    const { checksDecimals } = this.#rules
    this.#kernel.fillDecimals(column, range.until - range.from, base, checksDecimals)
    return this.rest()
  }

  /** Offsets from UTC by row, in minutes, to be set before times are filled. */
  get offsets(): Int32Array {
    return new Int32Array(this.#kernel.memory.buffer, this.#kernel.inputOffsets.value, blockRows)
  }

  fillDoubles(column: number, rowCount: number): Int32Array {
    this.#kernel.fillDoubles(column, rowCount)
    return this.rest()
  }

  /** @param parts `dayOnly`, `wallClock` or `withOffset` */
  fillTimes(column: number, rowCount: number, parts: number): Int32Array {
    this.#kernel.fillTimes(column, rowCount, parts)
    return this.rest()
  }

  fillCodes(column: number, rowCount: number): Int32Array {
    this.#kernel.fillCodes(column, rowCount)
    return this.rest()
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
    return this.rest()
  }

  writeRows(rowCount: number, separator: number): void {
    this.#kernel.writeRows(rowCount, separator)
  }

  /** Bytes of rows that have not been taken. */
  get byteCount(): number {
    return this.#kernel.rowByteCount.value
  }

  /** Takes the bytes; a copy, because their memory is reused. */
  take(): Uint8Array<ArrayBuffer> {
    const { memory, rowsAt, rowByteCount } = this.#kernel
    const count = rowByteCount.value
    // Memory that is not filled with zeros first.
    const bytes = Buffer.allocUnsafeSlow(count)
    bytes.set(new Uint8Array(memory.buffer, rowsAt.value, count))
    this.#kernel.takeRows()
    return bytes
  }
}
