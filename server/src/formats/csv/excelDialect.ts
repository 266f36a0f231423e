import { epochMsMax, excelIntegerMax, type ColumnType } from '@coatcheck/shared'
import type { CsvDialect, NumberWriter } from './csvDialect.ts'
import { isPlainDecimal, quoted, quotedIfNeeded } from './csvText.ts'
import { excelBooleans } from './excelBooleans.ts'
import { excelLocale, type ExcelLocale } from './excelLocale.ts'
import { excelLookalikes } from './excelLookalikes.ts'
import { dayWriter, excelYearMin, wallClockWriter } from './excelTimes.ts'
import { formulaGuard } from './formulaGuard.ts'
import { cellNumberOf } from '../cellNumber.ts'
import { excelText } from './excelText.ts'
import type { ZoneClock } from '../zoneClock.ts'

/**
 * CSV as the Excel of a region reads it on a double-click: its list separator, decimal mark, dates and
 * words for true and false. What it would change on the way is written as a text, `="0123"`.
 */
export function excelDialect(locale = 'en-US'): CsvDialect {
  const region = excelLocale(locale)
  const guard = formulaGuard(region.separator === ';' ? String.raw`,\t` : String.raw`;\t`)
  const lookalikes = excelLookalikes(locale)
  const text = (given: string, type: ColumnType): string => {
    if (type === 'decimal' && isPlainDecimal(given)) return decimalField(given, region)
    const safe = guard.mayHoldFormula.test(given) ? guard.guarded(given) : given
    // Where only its beginning needs a guard, the formula of a constant is one.
    const isConstant = safe === given || safe === `'${given}`
    return isConstant && lookalikes.isLookalike(given) ? excelText(given) : quotedIfNeeded(safe)
  }
  return {
    separator: region.separator,
    text,
    quotedText(given, type) {
      const field = text(given, type)
      const isNumber = type === 'decimal' && isPlainDecimal(given)
      return field.startsWith('"') || isNumber ? field : quoted(field)
    },
    numberWriter: (type, clock) => numberWriter(type, clock, { locale, region }),
    bigint: (value) => integerField(value),
    rules: {
      otherBreak: region.separator === ';' ? ',' : ';',
      decimalMark: region.decimalMark,
      checksDecimals: true,
      booleans: excelBooleans(locale),
      day: region.day,
      timeSeparator: ' ',
      yearMin: excelYearMin,
      hasOffsets: false,
      lookalikes,
    },
  }
}

function decimalField(text: string, { decimalMark }: ExcelLocale): string {
  const shown = text.replace('.', decimalMark)
  return cellNumberOf(text) === null ? excelText(shown) : shown
}

function integerField(value: bigint): string {
  const isExact = value <= BigInt(excelIntegerMax) && value >= -BigInt(excelIntegerMax)
  return isExact ? String(value) : excelText(String(value))
}

interface NumberOptions {
  readonly locale: string
  readonly region: ExcelLocale
}

function numberWriter(
  type: ColumnType,
  clock: ZoneClock,
  { locale, region }: NumberOptions,
): NumberWriter {
  switch (type) {
    case 'boolean': {
      const [no, yes] = excelBooleans(locale)
      return (out, value) => out.text(value === 0 ? no : yes)
    }
    case 'date':
      return dayWriter(region)
    case 'datetime':
      return wallClockWriter(region)
    case 'instant': {
      const write = wallClockWriter(region)
      return (out, value) => {
        // Excel reads no offsets: the wall clock alone, as in a workbook.
        const isInZone = Math.abs(value) <= epochMsMax
        write(out, isInZone ? value + clock.offsetMs(value) : value)
      }
    }
    default:
      return plainNumberWriter(type, region)
  }
}

function plainNumberWriter(type: ColumnType, { decimalMark }: ExcelLocale): NumberWriter {
  return (out, value) => {
    // Infinities are empty, as in a cell.
    if (!Number.isFinite(value)) return
    if (!Number.isInteger(value)) out.ascii(String(value).replace('.', decimalMark))
    else if (Math.abs(value) <= excelIntegerMax) out.integer(value)
    else if (type === 'integer') out.ascii(integerField(BigInt(value)))
    else out.ascii(String(value).replace('.', decimalMark))
  }
}
