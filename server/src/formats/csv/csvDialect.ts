import type { ColumnType } from '@coatcheck/shared'
import type { ZoneClock } from '../zoneClock.ts'
import type { ByteWriter } from './byteWriter.ts'

/** Writes a finite number of one column: of a day or a time, as in a `ColumnBatch`. */
export type NumberWriter = (out: ByteWriter, value: number) => void

/** How fields are written and separated. */
export interface CsvDialect {
  /** Between fields: a character of ASCII. */
  readonly separator: ',' | ';'
  /** A text as a field, never a formula that came from the data. */
  text(text: string, type: ColumnType): string
  /** The same, always between quotes unless it is a number. */
  quotedText(text: string, type: ColumnType): string
  /** The writer of a column's numbers; made once for each column, because it runs for each value. */
  numberWriter(type: ColumnType, clock: ZoneClock): NumberWriter
  /** Digits of an integer that may have more than 15 of them. */
  bigint(value: bigint): string
}
