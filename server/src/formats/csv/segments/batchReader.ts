import type { ColumnBatch, TextDictionary, Vector } from '../../../columnBatch.ts'
import type { BatchSegment, CopiedVector, NewTexts, Place } from './batchSegment.ts'

interface Dictionary extends TextDictionary {
  readonly values: string[]
}

/** The batches of a file, in the thread that gets its segments. */
export class BatchReader {
  /** By column. */
  readonly #dictionaries: Dictionary[] = []

  /** @returns the batch; valid until the memory is filled again */
  read({ rowCount, vectors }: BatchSegment, memory: SharedArrayBuffer): ColumnBatch {
    const shared = new SharedBytes(memory)
    return {
      rowCount,
      vectors: vectors.map((vector, column) => this.#vector(vector, column, shared)),
    }
  }

  #vector(vector: CopiedVector, column: number, shared: SharedBytes): Vector {
    switch (vector.kind) {
      case 'text': {
        const dictionary = this.#dictionary(column, vector)
        return { kind: 'text', codes: shared.int32s(vector.codes), dictionary }
      }
      case 'bytes': {
        const starts = shared.int32s(vector.starts)
        const lengths = shared.int32s(vector.lengths)
        return { kind: 'bytes', bytes: shared.bytes(vector.bytes), starts, lengths }
      }
      case 'bigint': {
        const nulls = vector.nulls && shared.bytes(vector.nulls)
        return { kind: 'bigint', values: shared.bigints(vector.values), nulls }
      }
      case 'number': {
        const { isInt32, values } = vector
        const nulls = vector.nulls && shared.bytes(vector.nulls)
        const numbers = isInt32 ? shared.int32s(values) : shared.doubles(values)
        return { kind: 'number', values: numbers, nulls }
      }
    }
  }

  #dictionary(column: number, { isNew, added }: NewTexts): Dictionary {
    if (isNew) this.#dictionaries[column] = { values: [] }
    const dictionary = this.#dictionaries[column]!
    for (const text of added) dictionary.values.push(text)
    return dictionary
  }
}

/** Arrays in the memory of a segment. */
class SharedBytes {
  readonly #memory: SharedArrayBuffer
  readonly #known = new Map<number, Buffer>()

  constructor(memory: SharedArrayBuffer) {
    this.#memory = memory
  }

  /** The same object for the same place, as columns that share their bytes have it. */
  bytes({ at, length }: Place): Buffer {
    const known = this.#known.get(at)
    if (known) return known
    const bytes = Buffer.from(this.#memory, at, length)
    this.#known.set(at, bytes)
    return bytes
  }

  int32s({ at, length }: Place): Int32Array {
    return new Int32Array(this.#memory, at, length)
  }

  doubles({ at, length }: Place): Float64Array {
    return new Float64Array(this.#memory, at, length)
  }

  bigints({ at, length }: Place): BigInt64Array {
    return new BigInt64Array(this.#memory, at, length)
  }
}
