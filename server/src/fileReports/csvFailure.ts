import { createReadStream } from 'node:fs'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { scanSql, type CsvScan } from './csvScan.ts'
import { UnreadableData } from './unreadableData.ts'

export interface FailedScan {
  readonly scan: CsvScan
  /** The file that the user named, which the scan may read a copy of. */
  readonly path: string
  readonly database: DuckDbRunner
}

/** Lines that a message shows; later ones mostly have the same fault. */
const shownMax = 3

/** Characters of a line that a message shows. */
const quotedMax = 80

interface Reject {
  /** Counts records rather than lines: fields between quotes may hold line ends. */
  readonly line: number
  /** Where the record begins. */
  readonly offset: number
  readonly type: string
  readonly text: string
  readonly found: number | undefined
}

/** Explains why a scan failed: the file, the lines, the reason, and what to do. */
export async function explainCsvFailure(error: unknown, failed: FailedScan): Promise<Error> {
  const rejects = await rejectsOf(failed).catch((): Reject[] => [])
  const [first] = rejects
  if (first === undefined) return plainFailure(error, failed)
  const shown = await withLines(rejects.slice(0, shownMax), failed.scan.path)
  const lines = shown.map((reject) => `  ${describe(reject, failed.scan)}`)
  const more = rejects.length - shownMax
  const faultyLines = rejects.length === 1 ? 'this line' : 'these lines'
  return new UnreadableData(
    [
      `${failed.path} cannot be read in full because of ${faultyLines}:`,
      ...lines,
      ...(more > 0 ? [`  and ${more} more such ${more === 1 ? 'line' : 'lines'}.`] : []),
      advice(first),
    ].join('\n'),
    { cause: error },
  )
}

/** Reads again, this time past the faulty lines. */
async function rejectsOf({ scan, database }: FailedScan): Promise<Reject[]> {
  const all = Array.from({ length: scan.columnCount }, (_, index) => `count(c${index})`)
  try {
    await database.rows(`SELECT ${all.join(', ')} FROM ${scanSql(scan, { storeRejects: true })}`)
    const rows = await database.rows(
      `SELECT line, line_byte_position, error_type, csv_line, error_message FROM reject_errors
       ORDER BY line, column_idx LIMIT 1000`,
    )
    const rejects = rows.map(([line, position, type, text, message]) => ({
      line: Number(line),
      offset: Number(position) - 1,
      type: String(type),
      text: String(text),
      found: Number(/Found: (\d+)/.exec(String(message))?.[1]) || undefined,
    }))
    return rejects.filter(({ line }, index) => rejects[index - 1]?.line !== line)
  } finally {
    await database.run('DROP TABLE IF EXISTS reject_errors')
    await database.run('DROP TABLE IF EXISTS reject_scans')
  }
}

/** The same rejects with the line numbers that an editor shows. */
async function withLines(rejects: readonly Reject[], path: string): Promise<Reject[]> {
  const end = Math.max(...rejects.map(({ offset }) => offset))
  const lines = rejects.map(() => 1)
  let start = 0
  for await (const bytes of createReadStream(path, { end }) as AsyncIterable<Buffer>) {
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
      for (const [index, { offset }] of rejects.entries()) {
        if (start + at < offset) lines[index]! += 1
      }
    }
    start += bytes.length
  }
  return rejects.map((reject, index) => ({ ...reject, line: lines[index]! }))
}

const lineFeed = 0x0a

function describe({ line, type, text, found }: Reject, { columnCount, hasHeader }: CsvScan) {
  const expected = `${columnCount} like the ${hasHeader ? 'headings' : 'first line'}`
  const count =
    found === undefined
      ? 'another number of fields'
      : `${found} ${found === 1 ? 'field' : 'fields'}`
  const why: Record<string, string> = {
    'MISSING COLUMNS': `has ${count}, not ${expected}`,
    'TOO MANY COLUMNS': `has ${count}, not ${expected}`,
    'UNQUOTED VALUE': 'has a quote that is not closed, or text after a closing quote',
    'LINE SIZE OVER MAXIMUM': 'is longer than 2 MB',
  }
  return `line ${line} ${why[type] ?? 'does not fit'}: ${excerpt(text)}`
}

function excerpt(text: string): string {
  const line = text.trimEnd().replaceAll(/\r?\n|\r/g, ' ⏎ ')
  return line.length > quotedMax ? `${line.slice(0, quotedMax)}…` : line
}

function advice({ type }: Reject): string {
  switch (type) {
    case 'MISSING COLUMNS':
    case 'TOO MANY COLUMNS':
      return (
        'The first line must be the headings, and each line needs a field for each heading: ' +
        'remove titles above the headings, and quote fields that contain a delimiter.'
      )
    case 'UNQUOTED VALUE':
      return 'Double each quote within a quoted field: "5"" pipe".'
    default:
      return 'Fix these lines, or save the table as Parquet.'
  }
}

function plainFailure(error: unknown, { path }: FailedScan): Error {
  const [line = ''] = error instanceof Error ? error.message.split('\n') : []
  return new UnreadableData(`${path} cannot be read as CSV: ${line || 'for an unknown reason'}`, {
    cause: error,
  })
}
