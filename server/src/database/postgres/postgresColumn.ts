import type { Vector } from '../../columnBatch.ts'
import type { FieldFormat } from './postgresMessages.ts'

/** Where a value is. One object is used for all values, so that rows create none. */
export interface ValuePlace {
  bytes: Buffer
  view: DataView
  at: number
  /** -1 for null. */
  length: number
}

/** Gathers the values of one column into a vector, which is valid until the next `begin`. */
export interface PostgresColumn {
  readonly format: FieldFormat
  begin(): void
  read(place: ValuePlace, row: number): void
  vector(rowCount: number): Vector
}
