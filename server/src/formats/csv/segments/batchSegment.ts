import type { ColumnBatch, TextDictionary, Vector } from '../../../columnBatch.ts'
import type { SegmentMemory } from '../../segments/segmentMemory.ts'

/** Where an array is in the memory of a segment: its first byte, and how many elements it has. */
export interface Place {
  readonly at: number
  readonly length: number
}

export type CopiedVector =
  | {
      readonly kind: 'number'
      /** Whether the values are Int32, not doubles. */
      readonly isInt32: boolean
      readonly values: Place
      readonly nulls: Place | null
    }
  | { readonly kind: 'bigint'; readonly values: Place; readonly nulls: Place | null }
  | ({ readonly kind: 'text'; readonly codes: Place } & NewTexts)
  | {
      readonly kind: 'bytes'
      readonly bytes: Place
      readonly starts: Place
      readonly lengths: Place
    }

export interface NewTexts {
  /** Whether the dictionary is another one than that of the segment before. */
  readonly isNew: boolean
  /** Its texts since then. */
  readonly added: readonly string[]
}

/** A batch whose arrays are in the memory of a segment. */
export interface BatchSegment {
  readonly rowCount: number
  readonly vectors: readonly CopiedVector[]
}

type Elements = Int32Array | Float64Array | BigInt64Array | Uint8Array

/** Copies batches of a file for one thread, which remembers their dictionaries. */
export class BatchCopier {
  readonly #sent: { dictionary: TextDictionary; count: number }[] = []

  copy({ rowCount, vectors }: ColumnBatch, memory: SegmentMemory): BatchSegment {
    const places = new Map<Elements, Place>()
    let byteCount = 0
    for (const array of vectors.flatMap(arraysOf)) {
      // Columns may share their bytes.
      if (places.has(array)) continue
      places.set(array, { at: byteCount, length: array.length })
      // Empty ones too have a place of their own.
      byteCount += 8 * (1 + (array.byteLength >> 3))
    }
    memory.reserve(byteCount)
    const all = new Uint8Array(memory.buffer)
    for (const [array, { at }] of places) {
      all.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    }
    const placeOf = (array: Elements): Place => places.get(array)!
    return {
      rowCount,
      vectors: vectors.map((vector, column) => this.#copied(vector, column, placeOf)),
    }
  }

  #copied(vector: Vector, column: number, placeOf: (array: Elements) => Place): CopiedVector {
    switch (vector.kind) {
      case 'number':
        return {
          kind: 'number',
          isInt32: vector.values instanceof Int32Array,
          values: placeOf(vector.values),
          nulls: vector.nulls && placeOf(vector.nulls),
        }
      case 'bigint':
        return {
          kind: 'bigint',
          values: placeOf(vector.values),
          nulls: vector.nulls && placeOf(vector.nulls),
        }
      case 'text':
        return {
          kind: 'text',
          codes: placeOf(vector.codes),
          ...this.#newTexts(column, vector.dictionary),
        }
      case 'bytes':
        return {
          kind: 'bytes',
          bytes: placeOf(vector.bytes),
          starts: placeOf(vector.starts),
          lengths: placeOf(vector.lengths),
        }
    }
  }

  #newTexts(column: number, dictionary: TextDictionary): NewTexts {
    const sent = this.#sent[column]
    const isNew = sent?.dictionary !== dictionary
    const added = dictionary.values.slice(isNew ? 0 : sent.count)
    this.#sent[column] = { dictionary, count: dictionary.values.length }
    return { isNew, added }
  }
}

function arraysOf(vector: Vector): Elements[] {
  switch (vector.kind) {
    case 'number':
    case 'bigint':
      return vector.nulls ? [vector.values, vector.nulls] : [vector.values]
    case 'text':
      return [vector.codes]
    case 'bytes':
      return [vector.bytes, vector.starts, vector.lengths]
  }
}
