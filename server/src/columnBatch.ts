/**
 * Rows travel as columns from the database to the bytes: typed arrays and dictionary codes,
 * never row objects, because an object a row costs more than reading and writing it together.
 */
export interface ColumnBatch {
  readonly rowCount: number
  /** One vector a column, in the order of the query's columns. */
  readonly vectors: readonly Vector[]
}

/** Later than all days of DuckDB and Postgres. */
export const infiniteDay = 0x7fff_ffff

/** The values of one column in a batch. */
export type Vector = NumberVector | BigIntVector | TextVector | BytesVector

/**
 * Numbers; what they mean is the column's type: a value for `integer` and `number`, 0 or 1 for
 * `boolean`, days since 1970-01-01 for `date`, milliseconds since 1970-01-01T00:00 for `datetime`
 * (wall clock) and `instant` (UTC). The times `infinity` and `-infinity` of databases are the doubles
 * of that name; the days are `infiniteDay` and `-infiniteDay`.
 */
export interface NumberVector {
  readonly kind: 'number'
  readonly values: Int32Array | Float64Array
  /** 1 where the row is null; null when no row is. */
  readonly nulls: Uint8Array | null
}

/** Whole numbers past 2^53, for `integer` columns. */
export interface BigIntVector {
  readonly kind: 'bigint'
  readonly values: BigInt64Array
  /** 1 where the row is null; null when no row is. */
  readonly nulls: Uint8Array | null
}

/** Texts that repeat, as codes into a dictionary, for `text`, `decimal` and `link` columns. */
export interface TextVector {
  readonly kind: 'text'
  /** Index into `dictionary.values`; -1 where the row is null. */
  readonly codes: Int32Array
  readonly dictionary: TextDictionary
}

/**
 * Only ever grows, so what a reader derived from a code stays true for as long as the object is
 * the same. A source begins a new object rather than let one grow past
 * `textDictionaryEntriesMax`, which keeps memory flat on columns of unique texts.
 */
export interface TextDictionary {
  readonly values: readonly string[]
}

export const textDictionaryEntriesMax = 65_536

/**
 * Texts that mostly do not repeat, as UTF-8, for the same columns: they never become strings. A column
 * may change between both kinds from batch to batch.
 */
export interface BytesVector {
  readonly kind: 'bytes'
  /** The texts in any order, perhaps with other bytes between them; other columns may share it. */
  readonly bytes: Buffer
  /** By row: where its text begins. */
  readonly starts: Int32Array
  /** By row: how many bytes its text has; -1 where the row is null. */
  readonly lengths: Int32Array
}

/** The text of a row, or null. */
export function textAt(vector: TextVector | BytesVector, row: number): string | null {
  if (vector.kind === 'text') return vector.dictionary.values[vector.codes[row]!] ?? null
  const length = vector.lengths[row]!
  if (length < 0) return null
  const start = vector.starts[row]!
  return vector.bytes.toString('utf8', start, start + length)
}

/** Bytes of the texts that are not in dictionaries; columns may share theirs. */
export function textBytesOf(vectors: readonly Vector[]): number {
  const all = new Set(vectors.flatMap((vector) => (vector.kind === 'bytes' ? vector.bytes : [])))
  return [...all].reduce((sum, { length }) => sum + length, 0)
}
