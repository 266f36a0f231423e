import { BitWriter } from './bitWriter.ts'
import { writeBlockHeader } from './blockHeader.ts'
import type { CellBlock } from './cellBlock.ts'
import type { RowPieces } from './rowPieces.ts'
import { RowCrc } from './rowCrc.ts'
import { RowTokenizer } from './rowTokenizer.ts'
import { Tape } from './tape.ts'
import { TextTokenizer } from './textTokenizer.ts'
import { TokenCodes } from './tokenCodes.ts'
import { countTokens } from './tokenCounts.ts'
import { writeTokens } from './tokenWriter.ts'

/** Raw bytes are taken in pieces, so that the buffer does not grow with them. */
const rawPieceBytes = 32_768

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
  readonly #writer = new BitWriter()
  readonly #codes = new TokenCodes()
  readonly #tape: Tape
  readonly #crc: RowCrc
  readonly #text: TextTokenizer
  readonly #rows: RowTokenizer
  #compressedSize = 0

  constructor(pieces: RowPieces) {
    this.#tape = new Tape(pieces.rowTokensMax, (tokens, count) => this.#writeBlock(tokens, count))
    this.#crc = new RowCrc(pieces)
    this.#text = new TextTokenizer(this.#tape)
    this.#rows = new RowTokenizer(pieces, { tape: this.#tape, text: this.#text, crc: this.#crc })
  }

  /** XML before and after the rows. */
  writeRaw(bytes: Uint8Array): void {
    this.#rows.closeRows()
    this.#crc.addBytes(bytes)
    for (let start = 0; start < bytes.length; start += rawPieceBytes) {
      const piece = bytes.subarray(start, start + rawPieceBytes)
      this.#tape.reserve(piece.length)
      this.#text.write(piece)
    }
  }

  /** The first rows of the block, with the number of the first one. */
  writeRows(cells: CellBlock, rowCount: number, firstNumber: number): void {
    this.#rows.writeRows(cells, rowCount, firstNumber)
  }

  /** What has been compressed since the last chunk, if anything has. */
  takeChunk(): Uint8Array<ArrayBuffer> | null {
    const chunk = this.#writer.take()
    this.#compressedSize += chunk.length
    return chunk.length > 0 ? chunk : null
  }

  /** Ends the stream, or the segment where another one follows; the last chunk is still to take. */
  finish({ isLast }: { isLast: boolean }): DeflatedSegment {
    this.#rows.closeRows()
    this.#tape.endBlock()
    this.#writer.pushEmptyStoredBlock(isLast)
    const segment = {
      crc32: this.#crc.crc32,
      uncompressedSize: this.#tape.size,
      compressedSize: this.#compressedSize + this.#writer.byteCount,
    }
    this.#tape.restart()
    this.#crc.restart()
    // The last chunk of this one is still to come, and will be counted then.
    this.#compressedSize = -this.#writer.byteCount
    return segment
  }

  #writeBlock(tokens: Int32Array, tokenCount: number): void {
    this.#codes.fitTo(countTokens(tokens, tokenCount))
    writeBlockHeader(this.#writer, this.#codes.literalLengths, this.#codes.distanceLengths)
    writeTokens(this.#writer, this.#codes, tokens, tokenCount)
    this.#codes.writeEnd(this.#writer)
  }
}
