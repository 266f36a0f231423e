import { InstancePool } from '../../instancePool.ts'
import type { InputExports } from '../../kernelInput.ts'
import { wasm } from './assembly/index.wasm'
import type { RowPieces } from './rowPieces.ts'
import { distanceMax } from './limits.ts'
import { tokenIndexEnd } from './tokens.ts'

type Address =
  | 'rawBytes'
  | 'bytesAt'
  | 'cellShapes'
  | 'valueBytes'
  | 'valueBytesMax'
  | 'tokens'
  | 'indexCodes'
  | 'distanceCodes'
  | 'junctionBytes'
  | 'junctionLengths'
  | 'openingBytes'
  | 'openingLengths'
  | 'formClosings'
  | 'valueByteCount'

/** What `assembly/index.ts` exports; addresses are globals, because memory may move. */
export interface KernelExports
  extends InputExports, Readonly<Record<Address, WebAssembly.Global<'i32'>>> {
  prepare(columnCount: number, formsMax: number): void
  growValueBytes(bytes: number, kept: number): void
  fillTexts(
    at: number,
    rowCount: number,
    base: number,
    usedBytes: number,
    form: number,
    quotedForm: number,
    blankForm: number,
  ): void
  fillDecimals(at: number, rowCount: number, base: number, form: number, blankForm: number): void
  fillDoubles(at: number, rowCount: number, form: number): void
  writeRows(rowCount: number, firstNumber: number): void
  writeRaw(byteCount: number): void
  closeRows(): void
  endBlock(): void
  writeTokens(count: number): void
  pushBits(value: number, count: number): void
  pushEmptyStoredBlock(isFinal: number): void
  byteCount(): number
  takeBytes(): void
  crc32(): number
  xmlSize(): number
  restart(): void
}

const module = new WebAssembly.Module(wasm)

interface Instance {
  readonly exports: KernelExports
  readonly host: { encodeBlock: (tokenCount: number) => void }
}

const instances = new InstancePool(openInstance)

function openInstance(): Instance {
  const host = { encodeBlock: (_tokenCount: number): void => {} }
  const encodeBlock = (tokenCount: number) => host.encodeBlock(tokenCount)
  const { exports } = new WebAssembly.Instance(module, { host: { encodeBlock } })
  return { exports: exports as unknown as KernelExports, host }
}

/**
 * The hot loops of a sheet, in WebAssembly: three times as fast as the same loops in JavaScript,
 * because there are no bounds checks and tables have constant addresses. Each kernel has its own
 * memory, of which about 3 MB are used, and which also holds the cells to be written.
 */
export class Kernel {
  readonly #exports: KernelExports
  readonly #pieces: RowPieces
  #instance: Instance | null
  #formCount = 0

  /** `encodeBlock` must write the first `tokenCount` tokens of `tokens()` as a block. */
  constructor(pieces: RowPieces, encodeBlock: (tokenCount: number) => void) {
    this.#instance = instances.take()
    this.#instance.host.encodeBlock = encodeBlock
    this.#exports = this.#instance.exports
    this.#pieces = pieces
    this.#exports.prepare(pieces.columnCount, pieces.formsMax)
    this.#bytes(this.#exports.junctionBytes).set(pieces.junctionBytes)
    this.#bytes(this.#exports.junctionLengths).set(pieces.junctionLengths)
  }

  /** Leaves the memory to the next kernel; nothing else may be called after it. */
  close(): void {
    if (this.#instance) instances.release(this.#instance)
    this.#instance = null
  }

  get columnCount(): number {
    return this.#pieces.columnCount
  }

  /** Any call except for a view may change it, which makes all views invalid. */
  get memory(): ArrayBuffer {
    return this.#exports.memory.buffer
  }

  /** The block of cells, `wordCount` long. */
  cellWords(wordCount: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.memory, this.#exports.cellShapes.value, wordCount)
  }

  /** The values of cells that are bytes. */
  valueBytes(): Buffer<ArrayBuffer> {
    const { valueBytes, valueBytesMax } = this.#exports
    return Buffer.from(this.memory, valueBytes.value, valueBytesMax.value)
  }

  /** Makes room for more bytes of values, and keeps the first `kept` bytes. */
  growValueBytes(bytes: number, kept: number): void {
    this.#exports.growValueBytes(bytes, kept)
  }

  /** What `CellInput` calls. */
  get exports(): KernelExports {
    return this.#exports
  }

  /** Writes the first rows of the block of cells, the first of which has this number. */
  writeRows(rowCount: number, firstNumber: number): void {
    this.#updateForms()
    this.#exports.writeRows(rowCount, firstNumber)
  }

  /** Writes other XML than rows, at most `rawPieceBytes` of it. */
  writeRaw(xml: Uint8Array): void {
    this.#bytes(this.#exports.rawBytes).set(xml)
    this.#exports.writeRaw(xml.length)
  }

  /** Closes the last row, and the block with it. */
  endBlock(): void {
    this.#exports.closeRows()
    this.#exports.endBlock()
  }

  /** The tokens of the current block. */
  tokens(count: number): Int32Array {
    return new Int32Array(this.memory, this.#exports.tokens.value, count)
  }

  /** The bit strings of tokens, by index and by distance; see `TokenCodes`. */
  codes(): { byIndex: Uint32Array; byDistance: Uint32Array } {
    const { indexCodes, distanceCodes } = this.#exports
    return {
      byIndex: new Uint32Array(this.memory, indexCodes.value, tokenIndexEnd),
      byDistance: new Uint32Array(this.memory, distanceCodes.value, distanceMax + 1),
    }
  }

  /** Writes the tokens with the current codes. */
  writeTokens(count: number): void {
    this.#exports.writeTokens(count)
  }

  /** Appends the low `count` (0–32) bits of the value, whose other bits are 0. */
  push(value: number, count: number): void {
    this.#exports.pushBits(value, count)
  }

  pushEmptyStoredBlock(isFinal: boolean): void {
    this.#exports.pushEmptyStoredBlock(isFinal ? 1 : 0)
  }

  /** Complete bytes that have not been taken. */
  get byteCount(): number {
    return this.#exports.byteCount()
  }

  /** Takes the complete bytes; a copy, because their memory is reused. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.memory, this.#exports.bytesAt.value, this.byteCount).slice()
    this.#exports.takeBytes()
    return bytes
  }

  /** CRC-32 of the XML since the start or `restart`. */
  get crc32(): number {
    return this.#exports.crc32() >>> 0
  }

  /** Bytes of XML since the start or `restart`. */
  get xmlSize(): number {
    return this.#exports.xmlSize()
  }

  /** Begins another stream; bytes that have not been taken stay. */
  restart(): void {
    this.#exports.restart()
  }

  /** Copies new forms to the kernel. */
  #updateForms(): void {
    const { formCount, openingBytes, openingLengths, formClosings } = this.#pieces
    if (formCount === this.#formCount) return
    this.#formCount = formCount
    this.#bytes(this.#exports.openingBytes).set(openingBytes)
    this.#bytes(this.#exports.openingLengths).set(openingLengths)
    this.#bytes(this.#exports.formClosings).set(formClosings)
  }

  #bytes(address: WebAssembly.Global<'i32'>): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory, address.value)
  }
}
