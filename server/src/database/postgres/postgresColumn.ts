import type { Vector } from '../../columnBatch.ts'
import type { FieldFormat } from './postgresMessages.ts'

/** Bytes of a connection. */
export interface WireBytes {
  readonly bytes: Buffer
  readonly view: DataView
}

/** The values of one column in a batch. */
export interface ColumnValues extends WireBytes {
  /** By row: where its value begins. */
  readonly starts: Int32Array
  /** By row: how many bytes its value has; -1 for null. */
  readonly lengths: Int32Array
}

/** Makes a vector of the values of one column, which is valid until the next `begin`. */
export interface PostgresColumn {
  readonly format: FieldFormat
  /** Call before each batch, while the one before is still there. */
  begin(): void
  vector(values: ColumnValues): Vector
}
