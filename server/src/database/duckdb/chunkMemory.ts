import bindings, { type Vector } from '@duckdb/node-bindings'
import { freeBuffers } from '../../freeBuffers.ts'
import type { ReadPointer } from './longTexts.ts'

/** Reads the memory of a chunk. The driver copies what it reads: 0.5 KB a row, or more. */
export class ChunkMemory {
  readonly #read: Uint8Array[] = []

  readonly readPointer: ReadPointer = (buffer, offset, byteCount) =>
    this.#keep(bindings.get_data_from_pointer(buffer, offset, byteCount))

  dataOf(vector: Vector, byteCount: number): Uint8Array {
    return this.#keep(bindings.vector_get_data(vector, byteCount))
  }

  /** A bit for each row; null when all are valid. */
  validityOf(vector: Vector, rowCount: number): Uint8Array | null {
    const byteCount = Math.ceil(rowCount / 64) * 8
    const validity = bindings.vector_get_validity(vector, byteCount) as Uint8Array | null
    return validity && this.#keep(validity)
  }

  /** Frees all that was read; call when nothing refers to it. */
  free(): void {
    freeBuffers(this.#read)
    this.#read.length = 0
  }

  #keep(bytes: Uint8Array): Uint8Array {
    this.#read.push(bytes)
    return bytes
  }
}
