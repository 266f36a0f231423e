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

/** What `assembly/index.ts` exports; addresses are globals, because memory may move. */
interface KernelExports extends Readonly<Record<Address, WebAssembly.Global<'i32'>>> {
  readonly memory: WebAssembly.Memory
  prepare(columnCount: number, formsMax: number): void
  growValueBytes(bytes: number, kept: number): void
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

/**
 * The hot loops of a sheet, which are WebAssembly: three times as fast as the same loops in
 * JavaScript, because no access is checked for its bounds and tables have constant addresses. Each
 * kernel has a memory of its own, some 3 MB of which are ever touched, and in it the cells that are
 * to be written.
 */
export class Kernel {
  readonly #exports: KernelExports
  readonly #pieces: RowPieces
  #formCount = 0

  /** `encodeBlock` has to write the first tokens of `tokens()`, so many, as a block. */
  constructor(pieces: RowPieces, encodeBlock: (tokenCount: number) => void) {
    const instance = new WebAssembly.Instance(module, { host: { encodeBlock } })
    this.#exports = instance.exports as unknown as KernelExports
    this.#pieces = pieces
    this.#exports.prepare(pieces.columnCount, pieces.formsMax)
    this.#bytes(this.#exports.junctionBytes).set(pieces.junctionBytes)
    this.#bytes(this.#exports.junctionLengths).set(pieces.junctionLengths)
  }

  get columnCount(): number {
    return this.#pieces.columnCount
  }

  /** All views of memory are void once this has changed, which any call but a view may do. */
  get memory(): ArrayBuffer {
    return this.#exports.memory.buffer
  }

  /** The block of cells, `wordCount` long. */
  cellWords(wordCount: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.memory, this.#exports.cellShapes.value, wordCount)
  }

  /** The bytes that values of cells are made of. */
  valueBytes(): Buffer<ArrayBuffer> {
    const { valueBytes, valueBytesMax } = this.#exports
    return Buffer.from(this.memory, valueBytes.value, valueBytesMax.value)
  }

  /** Makes room for so many bytes of values, and keeps those that there are. */
  growValueBytes(bytes: number, kept: number): void {
    this.#exports.growValueBytes(bytes, kept)
  }

  /** Writes the first rows of the block of cells, with the number of the first one. */
  writeRows(rowCount: number, firstNumber: number): void {
    this.#tellForms()
    this.#exports.writeRows(rowCount, firstNumber)
  }

  /** Writes XML that is no row; at most `rawPieceBytes` of it. */
  writeRaw(xml: Uint8Array): void {
    this.#bytes(this.#exports.rawBytes).set(xml)
    this.#exports.writeRaw(xml.length)
  }

  /** Closes the last row, and the block with it. */
  endBlock(): void {
    this.#exports.closeRows()
    this.#exports.endBlock()
  }

  /** The tokens of the block that is to be encoded. */
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

  /** Writes the tokens with the codes that have been set. */
  writeTokens(count: number): void {
    this.#exports.writeTokens(count)
  }

  /** Appends the low `count` (0–32) bits of the value, which has no others set. */
  push(value: number, count: number): void {
    this.#exports.pushBits(value, count)
  }

  pushEmptyStoredBlock(isFinal: boolean): void {
    this.#exports.pushEmptyStoredBlock(isFinal ? 1 : 0)
  }

  /** Bytes that are complete and not yet taken. */
  get byteCount(): number {
    return this.#exports.byteCount()
  }

  /** Takes the bytes that are complete; a copy, because their memory is used again. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.memory, this.#exports.bytesAt.value, this.byteCount).slice()
    this.#exports.takeBytes()
    return bytes
  }

  /** CRC-32 of the XML since the beginning. */
  get crc32(): number {
    return this.#exports.crc32() >>> 0
  }

  /** Bytes of XML since the beginning. */
  get xmlSize(): number {
    return this.#exports.xmlSize()
  }

  /** Begins anew; bytes not yet taken stay. */
  restart(): void {
    this.#exports.restart()
  }

  /** Tells the kernel the forms that it does not know yet. */
  #tellForms(): void {
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
