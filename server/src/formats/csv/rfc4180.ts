import { epochMsMax, excelIntegerMax, type ColumnType } from '@coatcheck/shared'
import type { DayPattern } from '../shortDay.ts'
import { isoDay, isoInstant, isoOffset, isoWallClock } from '../isoTime.ts'
import type { ZoneClock } from '../zoneClock.ts'
import type { ByteWriter } from './byteWriter.ts'
import type { CsvDialect, NumberWriter } from './csvDialect.ts'
import { csvText, quotedCsvText } from './csvText.ts'
import { excelBooleans } from './excelBooleans.ts'

const isoPattern: DayPattern = {
  parts: [
    { name: 'year', width: 4 },
    { name: 'month', width: 2 },
    { name: 'day', width: 2 },
  ],
  separator: '-',
}

/**
 * RFC 4180 for programs: commas, decimal points, ISO dates. Only the words for true and false are in
 * the language of the locale.
 */
export function rfc4180(locale: string | undefined): CsvDialect {
  const words = locale === undefined ? (['false', 'true'] as const) : lowerCaseWords(locale)
  return {
    separator: ',',
    text: csvText,
    quotedText: quotedCsvText,
    numberWriter: (type, clock) => numberWriter(type, clock, words),
    bigint: String,
    rules: {
      otherBreak: ';',
      decimalMark: '.',
      checksDecimals: false,
      booleans: words,
      day: isoPattern,
      timeSeparator: 'T',
      yearMin: 0,
      hasOffsets: true,
      lookalikes: null,
    },
  }
}

function lowerCaseWords(locale: string): readonly [string, string] {
  const [no, yes] = excelBooleans(locale)
  return [no.toLocaleLowerCase(locale), yes.toLocaleLowerCase(locale)]
}

function numberWriter(
  type: ColumnType,
  clock: ZoneClock,
  [no, yes]: readonly [string, string],
): NumberWriter {
  switch (type) {
    case 'boolean':
      return (out, value) => out.text(value === 0 ? no : yes)
    case 'date':
      return (out, value) => writeTime(out, isoDay(value))
    case 'datetime':
      return (out, value) => writeTime(out, isoWallClock(value))
    case 'instant':
      return (out, value) => writeInstant(out, value, clock)
    case 'integer':
      return (out, value) => {
        if (!Number.isInteger(value)) writeFraction(out, value)
        else if (Math.abs(value) <= excelIntegerMax) out.integer(value)
        else out.ascii(String(BigInt(value)))
      }
    default:
      return (out, value) => {
        if (!Number.isInteger(value)) writeFraction(out, value)
        else if (Math.abs(value) <= excelIntegerMax) out.integer(value)
        else out.ascii(String(value))
      }
  }
}

/** Infinities are empty, as in a cell. */
function writeFraction(out: ByteWriter, value: number): void {
  if (Number.isFinite(value)) out.ascii(String(value))
}

function writeInstant(out: ByteWriter, utcMs: number, clock: ZoneClock): void {
  // No zone has an offset there.
  if (Math.abs(utcMs) > epochMsMax) {
    writeTime(out, isoInstant(utcMs))
    return
  }
  const offsetMs = clock.offsetMs(utcMs)
  writeTime(out, isoWallClock(utcMs + offsetMs) + isoOffset(offsetMs))
}

/** Guarded like a text where a year begins with a sign: Excel would calculate it. */
function writeTime(out: ByteWriter, text: string): void {
  if (/^[+-]/.test(text)) out.text(csvText(text, 'text'))
  else out.ascii(text)
}
