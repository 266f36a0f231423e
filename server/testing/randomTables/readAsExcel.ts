/** A cell as Excel holds it; a time has milliseconds since 1970. */
export type ExcelCell =
  | null
  | { readonly number: number }
  | { readonly boolean: boolean }
  | { readonly text: string }
  /** Of a formula that is nothing but this text. */
  | { readonly constant: string }
  | { readonly timeMs: number }

/** How the Excel of a region reads CSV, written without the tables of the encoder. */
export interface ExcelRegion {
  readonly separator: string
  readonly decimalMark: string
  readonly groupMark: string
  /** Places of day, month and year. */
  readonly dayOrder: readonly ['day', 'month', 'year'] | readonly ['month', 'day', 'year']
  readonly daySeparators: string
  readonly booleans: readonly [no: string, yes: string]
}

export const excelRegions = {
  german: {
    separator: ';',
    decimalMark: ',',
    groupMark: '.',
    dayOrder: ['day', 'month', 'year'],
    daySeparators: './-',
    booleans: ['FALSCH', 'WAHR'],
  },
  american: {
    separator: ',',
    decimalMark: '.',
    groupMark: ',',
    dayOrder: ['month', 'day', 'year'],
    daySeparators: '/-',
    booleans: ['FALSE', 'TRUE'],
  },
} as const satisfies Readonly<Record<string, ExcelRegion>>

/**
 * The cells of a CSV file on a double-click, by the documented rules: a byte order mark means UTF-8;
 * fields end at the list separator; a field is a number, a day or time, a boolean, an error or a
 * formula where it looks like one, in quotes too, and otherwise a text.
 */
export function readAsExcel(bytes: Uint8Array, region: ExcelRegion): ExcelCell[][] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  if (!text.startsWith('\ufeff')) throw new Error('Excel takes this file for Windows-1252.')
  return recordsOf(text.slice(1), region.separator).map((fields) =>
    fields.map((field) => cellOf(field, region)),
  )
}

/** A quote opens only at the start of a field; what follows the closing one is appended. */
function recordsOf(csv: string, separator: string): string[][] {
  const records: string[][] = []
  const field = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|)([^${separator}\\r\\n]*)(${separator}|\\r\\n|\\r|\\n|$)`,
    'y',
  )
  let record: string[] = []
  for (let at = 0; at < csv.length; at = field.lastIndex) {
    field.lastIndex = at
    const [, quoted = '', rest = '', end = ''] = field.exec(csv)!
    record.push(quoted.replaceAll('""', '"') + rest)
    if (end === separator) continue
    records.push(record)
    record = []
  }
  return records
}

function cellOf(field: string, region: ExcelRegion): ExcelCell {
  if (field === '') return null
  const constant = /^="([^"\r\n]*)"$/.exec(field)?.[1]
  if (constant !== undefined) return { constant }
  const value = valueOf(field.replace(/^[ \u00a0]+|[ \u00a0]+$/g, ''), region)
  if (/^[=+\-@]/.test(field) && !(value && 'number' in value)) {
    throw new Error(`This is a formula: ${field}`)
  }
  return value ?? { text: field }
}

/** Spaces around it do not count; line ends and tabs do, as in LibreOffice. */
function valueOf(text: string, region: ExcelRegion): ExcelCell {
  const word = text.toUpperCase()
  const boolean = region.booleans.indexOf(word)
  if (boolean >= 0) return { boolean: boolean === 1 }
  if (/^#[A-Z/\d]+[!?]?$/.test(word)) return { text: `error ${word}` }
  const number = numberOf(text, region)
  if (number !== null) return { number }
  const timeMs = timeOf(text, region)
  return timeMs === null ? null : { timeMs }
}

/** Also with groups, a percent sign, a currency, an exponent, as a fraction, or in parentheses. */
function numberOf(text: string, { decimalMark, groupMark }: ExcelRegion): number | null {
  const [mark, group] = [`\\${decimalMark}`, `\\${groupMark}`]
  const digits = `(?:\\d+|\\d{1,3}(?:${group}\\d{3})+)`
  const number = `(?:${digits}(?:${mark}\\d*)?|${mark}\\d+)(?:[eE][+-]?\\d+)?`
  if (new RegExp(`^[-+]?${number}$`).test(text)) {
    return Number(text.replaceAll(groupMark, '').replace(decimalMark, '.'))
  }
  const isNumber = new RegExp(`^[-+(]? *[$€]? *${number} *[%€$)]?$|^-?\\d+ \\d+/\\d+$`).test(text)
  return isNumber ? NaN : null
}

/** Days with and without a year or a time, and times; without names of months. */
function timeOf(
  text: string,
  { dayOrder, daySeparators, decimalMark }: ExcelRegion,
): number | null {
  const clock = `(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:\\${decimalMark}(\\d{1,3}))?)?`
  const separator = `[${daySeparators}]`
  const found = new RegExp(
    `^(\\d{1,2})${separator}(\\d{1,2})${separator}(\\d{4})(?: ${clock})?$`,
  ).exec(text)
  if (found) {
    const numbers = found.slice(1).map((part: string | undefined) => Number(part ?? 0))
    const [first = 0, second = 0, year = 0, hours = 0, minutes = 0, seconds = 0] = numbers
    const [day, month] = dayOrder[0] === 'day' ? [first, second] : [second, first]
    const ms = Number((found[7] ?? '').padEnd(3, '0'))
    return Date.UTC(year, month - 1, day, hours, minutes, seconds, ms)
  }
  const looksLikeOne = new RegExp(
    `^(\\d{1,4}${separator}){1,2}\\d{0,4}( ${clock})?$|^${clock}$|^\\d{4}-\\d\\d?(-\\d\\d?)?([ T]${clock})?$`,
  )
  return looksLikeOne.test(text) ? NaN : null
}
