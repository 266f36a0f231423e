import type { Reading, Readings } from './csvOracle.ts'
import type { RandomCsv } from './randomCsv.ts'
import type { readTable } from './readTable.ts'
import { keepsText } from './sameTexts.ts'

export type Table = Awaited<ReturnType<typeof readTable>>
export type Outcome = Table | { readonly message: string }
type ByDelimiter = Readonly<Record<string, Readings>>

/** What is wrong with a file that was read or refused; undefined when Python agrees. */
export function compareWithOracle(
  file: RandomCsv,
  outcome: Outcome,
  readings: ByDelimiter,
): string | undefined {
  const problem =
    'message' in outcome
      ? falseReason(file, outcome.message, readings)
      : differenceOf(file, outcome, readings)
  return problem && `${problem}\n${JSON.stringify(String(file.bytes)).slice(0, 1500)}\n`
}

/** The reading that the file was written for, if its records have several fields of one number. */
function intended({ delimiter }: RandomCsv, readings: ByDelimiter) {
  const { strict, none } = readings[delimiter]!
  const quotesAreText = delimiter === '\t' && isTable(none) && (!('rows' in strict) || strict.spans)
  const best = quotesAreText ? none : strict
  return isTable(best) ? best : undefined
}

function isTable(reading: Reading): reading is Extract<Reading, { rows: unknown }> {
  return 'rows' in reading && reading.rows[0]!.length > 1
}

function differenceOf(file: RandomCsv, table: Table, readings: ByDelimiter): string | undefined {
  const wanted = intended(file, readings)
  if (wanted) {
    const difference = firstDifference(file, table, wanted.rows)
    // Spaces around quotes are a matter of taste, which a note tells.
    if (difference === undefined || !isSpaced(table)) return difference
    return firstDifference(file, table, rowsOf(readings[file.delimiter]!.spaced), true)
  }
  const all = Object.values(readings).flatMap(({ strict, spaced, none }) => [
    { rows: rowsOf(strict), isTrimmed: false },
    ...(isSpaced(table) ? [{ rows: rowsOf(spaced), isTrimmed: true }] : []),
    { rows: rowsOf(none), isTrimmed: false },
  ])
  const isOne = all.some(({ rows, isTrimmed }) => !firstDifference(file, table, rows, isTrimmed))
  return isOne ? undefined : `read as no delimiter reads it: ${JSON.stringify(table).slice(0, 600)}`
}

function isSpaced({ notes }: Table): boolean {
  return notes.some((note) => note.includes('spaces around quoted fields'))
}

function rowsOf(reading: Reading) {
  return 'rows' in reading ? reading.rows : []
}

function firstDifference(
  { decimalMark }: RandomCsv,
  { labels, rows, types }: Table,
  wanted: readonly (readonly string[])[],
  isTrimmed = false,
): string | undefined {
  const hasHeader = rows.length < wanted.length
  if (wanted.length !== rows.length + (hasHeader ? 1 : 0)) {
    return `${rows.length} rows of ${wanted.length} with headings`
  }
  const trim = (text: string) => (isTrimmed ? text.trim() : text)
  if (hasHeader && wanted[0]!.map(trim).join('\0') !== labels.map(trim).join('\0')) {
    return `headings ${JSON.stringify(labels)}, not ${JSON.stringify(wanted[0])}`
  }
  for (const [index, fields] of wanted.slice(hasHeader ? 1 : 0).entries()) {
    const row = rows[index]!
    const place = fields.findIndex((text, column) => {
      const value = row[column]!
      const plain = typeof value === 'string' ? trim(value) : value
      return !keepsText(trim(text), plain === '' ? null : plain, {
        type: String(types[column]),
        decimalMark,
      })
    })
    if (place >= 0) {
      return `row ${index}, column ${place}: ${JSON.stringify(fields[place])} became ${JSON.stringify(row[place])} (${String(types[place])})`
    }
  }
  return undefined
}

const names: Readonly<Record<string, string>> = {
  'a comma': ',',
  'a semicolon': ';',
  'a tab': '\t',
  '|': '|',
}

/** Why a refusal is not true. */
function falseReason(file: RandomCsv, message: string, readings: ByDelimiter): string | undefined {
  const { strict, none } = readings[file.delimiter]!
  const tie = /separated by (.+?) \(\d+ columns\), or by (.+?) \(/.exec(message)
  if (tie) {
    const both = tie.slice(1).every((name) => {
      const { strict: one, spaced: other } = readings[names[name]!]!
      return isTable(one) || isTable(other)
    })
    return both ? undefined : `no tie: ${message}`
  }
  if (message.endsWith('is empty.')) {
    return 'records' in strict && strict.records.every(([, fields]) => fields === 0)
      ? undefined
      : message
  }
  if (message.includes('begins with a blank line')) {
    return 'records' in none && none.records[0]![1] === 0 ? undefined : message
  }
  if (intended(file, readings)) return `refused a sound file: ${message}`
  return falseFields(file, message, readings)
}

/** The line and both numbers of a refusal for its number of fields. */
function falseFields(file: RandomCsv, message: string, readings: ByDelimiter): string | undefined {
  const [, line, fields, expected] =
    /line (\d+) has (\d+) fields?, not (\d+) like the headings/.exec(message) ?? []
  if (line === undefined) {
    return /line \d+ has a quote/.test(message) ? undefined : `false: ${message}`
  }
  const name = /separated by (a \w+|\|)\.\n/.exec(message)?.[1]
  const tried = name === undefined ? Object.values(readings) : [readings[names[name]!]!]
  const shift = file.skip > 1 ? 1 : 0
  const isTrue = tried
    .flatMap((reading) => [reading.strict, reading.spaced])
    .some(
      (reading) =>
        'error' in reading ||
        ('records' in reading &&
          reading.records[0]![1] === Number(expected) &&
          reading.records.some(
            ([at, count]) => at === Number(line) - shift && count === Number(fields),
          )),
    )
  return isTrue ? undefined : `false reason: ${message}`
}
