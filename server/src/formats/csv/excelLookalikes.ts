import type { Lookalikes } from './csvDialect.ts'
import { excelBooleans } from './excelBooleans.ts'

/** Exponents and halves of the day, which come after a digit. */
const afterDigits = 'e am pm a p'.split(' ')

/** Currencies that are letters, and the one short month that `Intl` spells in another way. */
const otherWords = 'kr zł kč ft lei chf fr eur usd gbp r rs sept'.split(' ')

/** Parts of East Asian dates and times. */
const eastAsian = /^[年月日時时分秒点點上下午前后後년월일시분초오전]+$/

/** The errors of Excel, such as `#N/A`. */
const errors = /^#[\p{Lu}\d/]+[!?]?$/u

/** Texts of several lines, or of several fields of another dialect. A constant would show its formula. */
const isBroken = /[\0\t\r\n]/

/** Signs that only formulas have: they get an apostrophe. */
const noValue = /["=@|!\uFF1D\uFF0B\uFF0D\uFF20]/

/**
 * Knows whether Excel, on opening a CSV file, might take a text for a number, a date, a time, a
 * boolean or an error: it has a digit, and no word but those of dates and amounts. Wider than Excel's
 * own rules, which Microsoft does not publish.
 */
export function excelLookalikes(locale: string): Lookalikes {
  const first = new Set([...otherWords, ...monthNames(locale), ...monthNames('en')])
  const known = new Set([...first, ...afterDigits])
  const booleans = new Set(['TRUE', 'FALSE', ...excelBooleans(locale)])
  const isLookalike = (given: string): boolean => {
    if (isBroken.test(given)) return false
    const text = given.trim()
    if (booleans.has(text.toLocaleUpperCase(locale)) || errors.test(text)) return true
    if (!/\p{Nd}/u.test(text) || noValue.test(text)) return false
    const words = text.toLocaleLowerCase(locale).match(/\p{L}+/gu) ?? []
    const [leading] = /^[^\p{Nd}]*?(\p{L}+)/u.exec(text.toLocaleLowerCase(locale))?.slice(1) ?? []
    if (leading !== undefined && !first.has(leading)) return false
    return words.every((word) => known.has(word) || eastAsian.test(word))
  }
  return { isLookalike, words: known, booleans }
}

function monthNames(locale: string): string[] {
  return (['long', 'short'] as const).flatMap((month) => {
    const format = new Intl.DateTimeFormat(locale, { month, calendar: 'gregory', timeZone: 'UTC' })
    return Array.from({ length: 12 }, (_, index) =>
      format.format(Date.UTC(2001, index)).toLocaleLowerCase(locale).replace(/\P{L}/gu, ''),
    )
  })
}
