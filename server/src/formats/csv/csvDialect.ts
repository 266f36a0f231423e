import type { ColumnType } from '@coatcheck/shared'
import type { DayPattern } from '../shortDay.ts'
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
  /** What the kernel needs to write the same fields. */
  readonly rules: KernelRules
}

/** How the kernel writes fields; what it cannot, it leaves to the methods of the dialect. */
export interface KernelRules {
  /** Another delimiter at which a reader may split. */
  readonly otherBreak: ',' | ';'
  readonly decimalMark: ',' | '.'
  /** Whether decimals of more than 15 digits are texts. */
  readonly checksDecimals: boolean
  readonly booleans: readonly [no: string, yes: string]
  readonly day: DayPattern
  /** Between day and time. */
  readonly timeSeparator: 'T' | ' '
  /** The first year that has this pattern; the last one is 9999. */
  readonly yearMin: number
  /** Whether instants end with their offset from UTC. */
  readonly hasOffsets: boolean
  /** Texts that are written in another way, as they look like values; null where none are. */
  readonly lookalikes: Lookalikes | null
}

export interface Lookalikes {
  isLookalike(text: string): boolean
  /** In lower case: a text with digits and any other word than these is none. */
  readonly words: ReadonlySet<string>
  readonly booleans: ReadonlySet<string>
}
