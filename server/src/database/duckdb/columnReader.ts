import type { Vector } from '../../columnBatch.ts'
import type { ReadPointer } from './longTexts.ts'
import type { RawColumn } from './rawColumn.ts'

/** Gathers one column of several chunks into a vector, which is valid until the next `begin`. */
export interface ColumnReader {
  begin(): void
  /** Takes the rows of a chunk as rows `at`, `at + 1`, … of the batch. */
  append(raw: RawColumn, at: number, rowCount: number): void
  vector(rowCount: number): Vector
  /** Bytes of texts that the batch holds so far; none where the memory of rows has one size. */
  readonly byteCount?: number
}

export interface ReaderOptions {
  readonly rowsMax: number
  readonly readPointer: ReadPointer
  /** Texts that the dictionary of one column may hold; at least `rowsMax`. */
  readonly dictionaryEntriesMax: number
}
