/** One way to read the texts of a CSV column as another type, without losing information. */
export interface Reading {
  /** Pattern of such texts, which JavaScript and DuckDB (RE2) read in the same way. */
  readonly pattern: string
  /** SQL that is true for a text of this pattern that loses nothing. */
  readonly keeps: (text: string) => string
  /**
   * SQL that is true for a text which no rival reading fits. Where there is a rival, at least one
   * text of the column must be such a text, or the file must settle it.
   */
  readonly decides?: (text: string, delimiter: string) => string
  /** The mark before decimals, which is settled for a whole file. */
  readonly decimalMark?: DecimalMark
  /** SQL for the value of such a text. */
  readonly value: (text: string) => string
}

export type DecimalMark = '.' | ','

/** Digits that a double always keeps; longer numbers are kept if it prints the same digits. */
const sureDigits = 15
/** Doubles nearer to zero have fewer digits (IEEE 754, subnormal numbers), and then none. */
const normalMin = '2.2250738585072014e-308'

const day = String.raw`\d{4}-\d{2}-\d{2}`
/** To the millisecond; finer times stay text, because no spreadsheet can hold them. */
const time = String.raw`${day}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?`
/** DuckDB takes any two digits; the time zones in use are from -12:00 to +14:00. */
const zone = String.raw`(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)`
const usDay = String.raw`\d{1,2}/\d{1,2}/\d{4}`

/** Of one group of three digits: thousands in one half of the world, decimals in the other. */
const undecided = (mark: string) => String.raw`-?[1-9]\d{0,2}${mark}\d{3}`

/** With an exponent, or with more digits than a `BIGINT` has. */
export const wholeNumber: Reading = {
  pattern: String.raw`-?(0|[1-9]\d*)([eE][+-]?\d+)?`,
  keeps: keepsDigits,
  value: cast('DOUBLE'),
}

/** With a point in some texts; those without one may be numbers of either kind. */
export const pointNumber: Reading = {
  pattern: String.raw`-?(0|[1-9]\d*)?(\.\d+)?([eE][+-]?\d+)?`,
  keeps: keepsDigits,
  decides: (text) =>
    `(${matches(text, '.*[.eE].*')} AND NOT ${matches(text, undecided(String.raw`\.`))})`,
  decimalMark: '.',
  value: cast('DOUBLE'),
}

const groupedPointNumber: Reading = {
  pattern: String.raw`-?([1-9]\d{0,2}(,\d{3})+|0|[1-9]\d*)(\.\d+)?`,
  keeps: (text) => keepsDigits(withoutCommas(text)),
  decides: (text) => matches(text, String.raw`.*,.*\..*`),
  decimalMark: '.',
  value: (text) => `CAST(${withoutCommas(text)} AS DOUBLE)`,
}

const commaNumber: Reading = {
  pattern: String.raw`-?([1-9]\d{0,2}(\.\d{3})+|0|[1-9]\d*)(,\d+)?`,
  keeps: (text) => keepsDigits(withPoint(text)),
  // Between commas that separate fields, `"1,10"` may be a pair of numbers.
  decides: (text, delimiter) =>
    delimiter === ','
      ? matches(text, String.raw`.*\..*,.*`)
      : `(${matches(text, '.*,.*')} AND NOT ${matches(text, undecided(','))})`,
  decimalMark: ',',
  value: (text) => `CAST(${withPoint(text)} AS DOUBLE)`,
}

/**
 * In order of preference. A column is read as the first of these that fits all of its texts; if none
 * does, it stays text: `007`, `+49 30` and `5 or 6` are not numbers, and days that can be read in
 * two ways are not days.
 */
export const readings: readonly Reading[] = [
  { pattern: '[Tt]rue|TRUE|[Ff]alse|FALSE', keeps: () => 'true', value: cast('BOOLEAN') },
  // A number that prints as the same text has lost nothing, such as leading zeros.
  { pattern: String.raw`-?\d+`, keeps: staysAs('BIGINT'), value: cast('BIGINT') },
  wholeNumber,
  pointNumber,
  commaNumber,
  groupedPointNumber,
  { pattern: day, keeps: staysAs('DATE'), value: cast('DATE') },
  { pattern: time, keeps: canBe('TIMESTAMP'), value: cast('TIMESTAMP') },
  {
    pattern: time + zone,
    keeps: canBe('TIMESTAMPTZ'),
    value: cast('TIMESTAMPTZ'),
  },
  ...daysAndTimes(String.raw`\d{4}/\d{1,2}/\d{1,2}`, '%Y/%m/%d'),
  ...daysAndTimes(String.raw`\d{1,2}\.\d{1,2}\.\d{4}`, '%d.%m.%Y'),
  ...daysAndTimes(usDay, '%m/%d/%Y', '%d/%m/%Y'),
  ...daysAndTimes(usDay, '%d/%m/%Y', '%m/%d/%Y'),
  ...daysAndTimes(String.raw`[A-Z][a-z]{2} \d{1,2} \d{4}`, '%b %d %Y'),
]

/** SQL that is true for each text that a reading keeps. */
export function fitsSql({ pattern, keeps }: Reading, text: string): string {
  return `(${matches(text, pattern)} AND ${keeps(text)})`
}

/** Days in a format, and the same with times to the minute or second. */
function daysAndTimes(dayPattern: string, dayFormat: string, rivalFormat?: string): Reading[] {
  return ['', ' %H:%M', ' %H:%M:%S'].map((clock): Reading => {
    const parsed = (text: string) => `try_strptime(${text}, '${dayFormat}${clock}')`
    return {
      pattern: dayPattern + clock.replaceAll(/%[HMS]/g, String.raw`\d{1,2}`),
      keeps: (text) => `${parsed(text)} IS NOT NULL`,
      ...(rivalFormat && {
        decides: (text: string) => `try_strptime(${text}, '${rivalFormat}${clock}') IS NULL`,
      }),
      value: (text) => `CAST(${parsed(text)} AS ${clock === '' ? 'DATE' : 'TIMESTAMP'})`,
    }
  })
}

function keepsDigits(text: string): string {
  const digits = `ltrim(regexp_replace(${text}, '[-.]|[eE].*', '', 'g'), '0')`
  const double = `TRY_CAST(${text} AS DOUBLE)`
  const isNormal = `(abs(${double}) >= ${normalMin}::DOUBLE OR ${digits} = '')`
  const sure = `length(${digits}) <= ${sureDigits} AND ${isNormal}`
  return `(isfinite(${double}) AND (${sure} OR ${double}::VARCHAR = ${text}))`
}

/** `1,234.5` as `1234.5`. */
function withoutCommas(text: string): string {
  return `replace(${text}, ',', '')`
}

/** `1.234,5` as `1234.5`. */
function withPoint(text: string): string {
  return `replace(replace(${text}, '.', ''), ',', '.')`
}

export function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, '${pattern}')`
}

function staysAs(type: string) {
  return (text: string): string => `TRY_CAST(${text} AS ${type})::VARCHAR = ${text}`
}

function canBe(type: string) {
  return (text: string): string => `TRY_CAST(${text} AS ${type}) IS NOT NULL`
}

function cast(type: string) {
  return (text: string): string => `CAST(${text} AS ${type})`
}
