import type { DuckDBDataChunk } from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'
import { collectYoung } from '../../collectGarbage.ts'
import { isValid } from '../nullMap.ts'
import { ChunkMemory } from './chunkMemory.ts'
import type { ColumnReader } from './columnReader.ts'
import { inlineBytesMax, partOf, type RawColumn } from './rawColumn.ts'

export interface ChunkSource {
  /** The next chunk with rows; null after the last one. */
  next(): Promise<DuckDBDataChunk | null>
}

export interface ReadColumn {
  readonly reader: ColumnReader
  readonly bytesPerRow: number
  /** Whether its values are string_t. */
  readonly isText: boolean
}

/** Rows of a DuckDB chunk at most. */
export const chunkRows = 2048

/**
 * Chunks that were read keep memory for the values of their columns until the garbage collector finds
 * them, and to it they are small: 30 MB of them came together.
 */
const readBytesMax = 4 * 1_024 * 1_024

/** Where a chunk may be cut: its validity has a bit for each row. */
const cutRows = 8

interface Taken {
  readonly chunk: DuckDBDataChunk
  readonly raws: readonly RawColumn[]
  /** The row that is read next. */
  from: number
}

/** Appends the rows of a query to columns, chunk by chunk. */
export class ChunkReader {
  readonly #source: ChunkSource
  readonly #columns: readonly ReadColumn[]
  readonly #textBytesMax: number
  readonly #rows = new ChunkMemory()
  readonly #texts: ChunkMemory
  readonly #chunkBytes: number
  #readBytes = 0
  #taken: Taken | null = null

  /** @param texts where the columns read their long texts */
  constructor(
    source: ChunkSource,
    columns: readonly ReadColumn[],
    { texts, textBytesMax }: { readonly texts: ChunkMemory; readonly textBytesMax: number },
  ) {
    this.#source = source
    this.#columns = columns
    this.#texts = texts
    this.#textBytesMax = textBytesMax
    this.#chunkBytes = chunkRows * columns.reduce((sum, { bytesPerRow }) => sum + bytesPerRow, 0)
  }

  /**
   * Appends the rest of a chunk as rows `at`, `at + 1`, …; of long texts, fewer rows: eight columns of
   * 32 KB are half a gigabyte a chunk.
   *
   * @returns how many rows; 0 after the last one
   */
  async append(at: number): Promise<number> {
    this.#taken ??= await this.#take()
    if (this.#taken === null) return 0
    const { chunk, raws, from } = this.#taken
    const until = this.#endOf(raws, from, chunk.rowCount)
    for (const [index, { reader, bytesPerRow }] of this.#columns.entries()) {
      const raw = raws[index]!
      const part = from === 0 ? raw : partOf(raw, from, from * bytesPerRow)
      reader.append(part, at, until - from)
    }
    this.#texts.free()
    if (until < chunk.rowCount) this.#taken.from = until
    else this.#leave(chunk)
    return until - from
  }

  async #take(): Promise<Taken | null> {
    const chunk = await this.#source.next()
    if (chunk === null) return null
    const { rowCount } = chunk
    const raws = this.#columns.map(({ bytesPerRow }, index): RawColumn => {
      const vector = bindings.data_chunk_get_vector(chunk.chunk, index)
      return {
        data: this.#rows.dataOf(vector, rowCount * bytesPerRow),
        validity: this.#rows.validityOf(vector, rowCount),
        textAt: (row) => String(chunk.getColumnVector(index).getItem(row)),
      }
    })
    return { chunk, raws, from: 0 }
  }

  /** One that is still in use when the garbage collector comes by twice keeps its memory for long. */
  #leave(chunk: DuckDBDataChunk): void {
    this.#taken = null
    this.#rows.free()
    // Frees its long texts; the rest is freed with the object.
    bindings.data_chunk_reset(chunk.chunk)
    this.#readBytes += this.#chunkBytes
    if (this.#readBytes < readBytesMax) return
    collectYoung()
    this.#readBytes = 0
  }

  /** Where the rows end whose texts are to be read together. */
  #endOf(raws: readonly RawColumn[], from: number, rowCount: number): number {
    const texts = raws.filter((_, index) => this.#columns[index]!.isText).map(textLengths)
    const most = texts.reduce((sum, { words }) => sum + longBytes(words, from, rowCount), 0)
    if (most <= this.#textBytesMax) return rowCount
    let byteCount = 0
    for (let start = from; start < rowCount; start += cutRows) {
      const end = Math.min(rowCount, start + cutRows)
      for (const text of texts) byteCount += bytesOf(text, start, end)
      if (byteCount > this.#textBytesMax) return end
    }
    return rowCount
  }
}

interface TextLengths {
  /** Four words a row, the first of which is the length in bytes. */
  readonly words: Int32Array
  readonly validity: Uint8Array | null
}

function textLengths({ data, validity }: RawColumn): TextLengths {
  return { words: new Int32Array(data.buffer, data.byteOffset, data.length / 4), validity }
}

/** Bytes of the texts outside their string_t, and of what is where there is none: no fewer than theirs. */
function longBytes(words: Int32Array, from: number, until: number): number {
  let sum = 0
  for (let at = 4 * from; at < 4 * until; at += 4) {
    const length = words[at]! >>> 0
    if (length > inlineBytesMax) sum += length
  }
  return sum
}

/** Bytes of the texts that are outside their string_t. */
function bytesOf({ words, validity }: TextLengths, from: number, until: number): number {
  let sum = 0
  for (let row = from; row < until; row += 1) {
    const length = words[4 * row]!
    if (length > inlineBytesMax && isValid(validity, row)) sum += length
  }
  return sum
}
