import { dayMs } from '@coatcheck/shared'
import { isoDay, isoWallClock } from '../isoTime.ts'
import type { ByteWriter } from './byteWriter.ts'
import type { NumberWriter } from './csvDialect.ts'
import type { ExcelLocale } from './excelLocale.ts'
import { excelText } from './excelText.ts'

/** The years that Excel knows; days of others are ISO texts. */
export const excelYearMin = 1900
const yearMax = 9999

/** Writes days since 1970-01-01, such as `31.01.2001` or `1/31/2001`. */
export function dayWriter(region: ExcelLocale): NumberWriter {
  const writeDay = dateWriter(region)
  return (out, days) => {
    const date = new Date(Math.floor(days) * dayMs)
    if (isKnown(date)) writeDay(out, date)
    else out.ascii(excelText(isoDay(days)))
  }
}

/** Writes wall clocks in milliseconds since 1970-01-01T00:00, such as `31.01.2001 06:05:00`. */
export function wallClockWriter(region: ExcelLocale): NumberWriter {
  const writeDay = dateWriter(region)
  const mark = region.decimalMark.charCodeAt(0)
  return (out, wallClockMs) => {
    const date = new Date(Math.round(wallClockMs))
    if (!isKnown(date)) {
      out.ascii(excelText(isoWallClock(wallClockMs)))
      return
    }
    writeDay(out, date)
    writeTime(out, date, mark)
  }
}

/** An invalid date has no year, and comparisons with it are false. */
function isKnown(date: Date): boolean {
  const year = date.getUTCFullYear()
  return year >= excelYearMin && year <= yearMax
}

function dateWriter({ day: { parts, separator } }: ExcelLocale) {
  const between = separator.charCodeAt(0)
  return (out: ByteWriter, date: Date): void => {
    out.reserve(32)
    for (let index = 0; index < parts.length; index += 1) {
      const { name, width } = parts[index]!
      if (index > 0) out.byte(between)
      const value = valueOf(date, name)
      out.digits(value, value > 9 && width < 2 ? 2 : width)
    }
  }
}

function valueOf(date: Date, name: 'day' | 'month' | 'year'): number {
  if (name === 'day') return date.getUTCDate()
  return name === 'month' ? date.getUTCMonth() + 1 : date.getUTCFullYear()
}

function writeTime(out: ByteWriter, date: Date, decimalMark: number): void {
  const [colon, space] = [0x3a, 0x20]
  out.byte(space)
  out.digits(date.getUTCHours(), 2)
  out.byte(colon)
  out.digits(date.getUTCMinutes(), 2)
  out.byte(colon)
  out.digits(date.getUTCSeconds(), 2)
  const ms = date.getUTCMilliseconds()
  if (ms === 0) return
  out.byte(decimalMark)
  out.digits(ms, 3)
}
