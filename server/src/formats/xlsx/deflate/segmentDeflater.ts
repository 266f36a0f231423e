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
 * A worksheet's part as a raw DEFLATE stream (RFC 1951), directly from cells.
 *
 * A stream is made of segments. A segment refers to nothing before its start and ends on a whole byte,
 * so segments of several cores can be concatenated to one stream, and `crc32Combine` combines their
 * CRCs. After its end another one may begin. Memory does not grow with the rows.
 */
export class SegmentDeflater {
  /** To fill with the rows that are written next. */
  readonly cells: CellBlock
  readonly #kernel: Kernel
  #compressedSize = 0

  constructor(pieces: RowPieces) {
    this.#kernel = new Kernel(pieces, (tokenCount) => this.#encodeBlock(tokenCount))
    this.cells = new CellBlock(this.#kernel)
  }

  /** Writes XML before or after the rows. */
  writeRaw(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += rawPieceBytes) {
      this.#kernel.writeRaw(bytes.subarray(start, start + rawPieceBytes))
    }
  }

  /** Writes the first rows of `cells`, the first of which has this number. */
  writeRows(rowCount: number, firstNumber: number): void {
    this.#kernel.writeRows(rowCount, firstNumber)
  }

  /** The bytes since the last chunk; null when there are none. */
  takeChunk(): Uint8Array<ArrayBuffer> | null {
    const chunk = this.#kernel.take()
    this.#compressedSize += chunk.length
    return chunk.length > 0 ? chunk : null
  }

  /** Ends the segment, or the stream when it is the last; its last chunk must still be taken. */
  finish({ isLast }: { isLast: boolean }): DeflatedSegment {
    this.#kernel.endBlock()
    this.#kernel.pushEmptyStoredBlock(isLast)
    const segment = {
      crc32: this.#kernel.crc32,
      uncompressedSize: this.#kernel.xmlSize,
      compressedSize: this.#compressedSize + this.#kernel.byteCount,
    }
    this.#kernel.restart()
    // The last chunk of this segment will be counted when it is taken.
    this.#compressedSize = -this.#kernel.byteCount
    return segment
  }

  /** Call when it is not used any more; chunks that have been taken stay. */
  close(): void {
    this.#kernel.close()
  }

  #encodeBlock(tokenCount: number): void {
    const kernel = this.#kernel
    const codes = fitCodes(countTokens(kernel.tokens(tokenCount)), kernel.codes())
    writeBlockHeader(kernel, codes)
    kernel.writeTokens(tokenCount)
    kernel.push(codes.endOfBlockCode, codes.literalLengths[endOfBlock]!)
  }
}
