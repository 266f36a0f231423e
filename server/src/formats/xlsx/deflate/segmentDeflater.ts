import { writeBlockHeader } from './blockHeader.ts'
import { CellBlock } from './cellBlock.ts'
import { Kernel } from './kernel.ts'
import { rawPieceBytes } from './limits.ts'
import type { RowPieces } from './rowPieces.ts'
import { endOfBlock } from './symbols.ts'
import { fitCodes } from './tokenCodes.ts'
import { countTokens } from './tokenCounts.ts'

export interface DeflatedSegment {
  /** CRC-32 of the XML. */
  readonly crc32: number
  readonly uncompressedSize: number
  readonly compressedSize: number
}

/**
 * A worksheet's part as a raw DEFLATE stream (RFC 1951), straight from cells.
 *
 * A stream is a segment: it refers to nothing before its start and may end on a byte without being
 * the last, so that segments made on several cores make one stream, one behind the other, and
 * `crc32Combine` makes one CRC of theirs. After its end another one may begin. Memory does not grow
 * with the rows.
 */
export class SegmentDeflater {
  /** To be filled with the rows that are written next. */
  readonly cells: CellBlock
  readonly #kernel: Kernel
  #compressedSize = 0

  constructor(pieces: RowPieces) {
    this.#kernel = new Kernel(pieces, (tokenCount) => this.#encodeBlock(tokenCount))
    this.cells = new CellBlock(this.#kernel)
  }

  /** XML before and after the rows. */
  writeRaw(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += rawPieceBytes) {
      this.#kernel.writeRaw(bytes.subarray(start, start + rawPieceBytes))
    }
  }

  /** The first rows of the cells, with the number of the first one. */
  writeRows(rowCount: number, firstNumber: number): void {
    this.#kernel.writeRows(rowCount, firstNumber)
  }

  /** What has been compressed since the last chunk, if anything has. */
  takeChunk(): Uint8Array<ArrayBuffer> | null {
    const chunk = this.#kernel.take()
    this.#compressedSize += chunk.length
    return chunk.length > 0 ? chunk : null
  }

  /** Ends the stream, or the segment where another one follows; the last chunk is still to take. */
  finish({ isLast }: { isLast: boolean }): DeflatedSegment {
    this.#kernel.endBlock()
    this.#kernel.pushEmptyStoredBlock(isLast)
    const segment = {
      crc32: this.#kernel.crc32,
      uncompressedSize: this.#kernel.xmlSize,
      compressedSize: this.#compressedSize + this.#kernel.byteCount,
    }
    this.#kernel.restart()
    // The last chunk of this one is still to come, and will be counted then.
    this.#compressedSize = -this.#kernel.byteCount
    return segment
  }

  #encodeBlock(tokenCount: number): void {
    const kernel = this.#kernel
    const codes = fitCodes(countTokens(kernel.tokens(tokenCount)), kernel.codes())
    writeBlockHeader(kernel, codes)
    kernel.writeTokens(tokenCount)
    kernel.push(codes.endOfBlockCode, codes.literalLengths[endOfBlock]!)
  }
}
