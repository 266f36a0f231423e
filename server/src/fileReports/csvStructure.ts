import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { chosenDelimiter, nameOfDelimiter } from './csvDelimiter.ts'
import { faultyCsv } from './csvFailure.ts'
import { recordsOf } from './csvRecords.ts'
import { CsvScanner } from './csvScanner.ts'
import type { CsvSource } from './csvSource.ts'
import type { CsvDialect } from './csvStates.ts'
import { UnreadableData } from './unreadableData.ts'

export interface CsvStructure {
  /** After the whole text. */
  readonly scanner: CsvScanner
  readonly headings: readonly string[]
  /** What was decided that a person may want to know. */
  readonly notes: readonly string[]
}

/** In order of preference where two fit equally. */
const delimiters = [',', ';', '\t', '|'] as const

/**
 * Reads the whole text as each dialect would, and returns the one by which the headings and all
 * records have the same number of fields.
 *
 * @throws UnreadableData naming the lines that do not fit, or the delimiters that fit equally
 */
export async function structureOf(
  source: CsvSource,
  fixedDelimiter: string | undefined,
): Promise<CsvStructure> {
  const candidates = fixedDelimiter === undefined ? delimiters : [fixedDelimiter]
  const first = await scan(
    source,
    candidates.map((delimiter) => ({ delimiter, quotes: 'spaced' })),
  )
  checkStart(source, first[0]!)
  const second = await scan(source, first.flatMap(otherQuotes))
  const best = first.map((scanner) => withBestQuotes(scanner, second))
  const sample = await sampleOf(source, best)
  const scanner = chosenDelimiter(best, sample, source) ?? (await faultyCsv(best, source))
  const [fields = []] = recordsOf(sample, scanner.dialect)
  const headings = fields.map(({ text }) => text)
  const notes = [
    ...(fixedDelimiter === undefined ? [] : notesOnFixed(scanner, headings)),
    ...notesOn(scanner, best),
  ]
  return { scanner, headings, notes: notes.map((note) => `${source.path} ${note}`) }
}

/** Where the ending of the file's name, or its line `sep=`, names a delimiter that it does not have. */
function notesOnFixed({ dialect, columnCount }: CsvScanner, [heading = '']: readonly string[]) {
  if (columnCount > 1 || !delimiters.some((delimiter) => heading.includes(delimiter))) return []
  return [
    `was read as one column: no heading is followed by ${nameOfDelimiter(dialect.delimiter)}.`,
  ]
}

function notesOn({ dialect, spacedQuotes, columnCount }: CsvScanner, all: readonly CsvScanner[]) {
  const isOneOfMany =
    columnCount === 1 && all.some(({ recordsByFields }) => recordsByFields.size > 1)
  return [
    ...(isOneOfMany
      ? ['was read as one column: no delimiter splits each line like the first.']
      : []),
    ...(dialect.quotes === 'none' ? ['has quotes that belong to its texts: they were kept.'] : []),
    ...(dialect.quotes === 'spaced' && spacedQuotes > 0
      ? ['has spaces around quoted fields: they were left out, like the quotes.']
      : []),
  ]
}

async function scan(source: CsvSource, dialects: readonly CsvDialect[]): Promise<CsvScanner[]> {
  let scanners = dialects.map((dialect) => new CsvScanner(dialect))
  if (scanners.length === 0) return scanners
  const { textPath: path, start } = source
  const chunks = createReadStream(path, { start, highWaterMark: 1024 * 1024 })
  for await (const bytes of chunks as AsyncIterable<Buffer>) {
    for (const scanner of scanners) scanner.push(bytes)
    scanners = withoutHopeless(scanners)
  }
  for (const scanner of scanners) scanner.end()
  return scanners
}

/** One column is no reading of a file whose first lines are a table: that saves three scans of four. */
function withoutHopeless(scanners: CsvScanner[]): CsvScanner[] {
  const isTable = ({ columnCount, recordCount, isSound }: CsvScanner) =>
    isSound && columnCount > 1 && recordCount > 1
  return scanners.some(isTable) ? scanners.filter(({ columnCount }) => columnCount !== 1) : scanners
}

function checkStart({ path }: CsvSource, { recordCount, startsBlank }: CsvScanner): void {
  if (recordCount === 0) throw new UnreadableData(`${path} is empty.`)
  if (!startsBlank) return
  throw new UnreadableData(
    `${path} begins with a blank line: remove everything above the headings.`,
  )
}

/** What to try where quotes that follow spaces, or any quotes, may be text. */
function otherQuotes({ dialect: { delimiter }, ...scanner }: CsvScanner): CsvDialect[] {
  const { faultCount, spacedQuotes, quotedLineEnds } = scanner
  const dialects: CsvDialect[] = []
  if (faultCount > 0 && spacedQuotes > 0) dialects.push({ delimiter, quotes: 'strict' })
  if (delimiter === '\t' && (faultCount > 0 || quotedLineEnds > 0)) {
    dialects.push({ delimiter, quotes: 'none' })
  }
  return dialects
}

/**
 * Quotes of tab-separated files are often text: where they would join lines of which each has all
 * fields, or do not fit at all.
 */
function withBestQuotes(spaced: CsvScanner, others: readonly CsvScanner[]): CsvScanner {
  const find = (quotes: CsvDialect['quotes']) =>
    others.find(
      ({ dialect, isSound }) =>
        isSound && dialect.delimiter === spaced.dialect.delimiter && dialect.quotes === quotes,
    )
  const [strict, none] = [find('strict'), find('none')]
  const quoted = spaced.isSound ? spaced : (strict ?? spaced)
  const isTable = none !== undefined && none.columnCount > 1
  return isTable && (!quoted.isSound || quoted.quotedLineEnds > 0) ? none : quoted
}

const sampleBytes = 256 * 1024
/** Far longer than any line of headings. */
const headingsBytesMax = 64 * 1024 * 1024

/** The first records, the headings in full. */
async function sampleOf({ textPath, start }: CsvSource, scanners: readonly CsvScanner[]) {
  const headingsBytes = scanners.map(({ headingsEnd }) => Math.min(headingsEnd, headingsBytesMax))
  const length = Math.max(sampleBytes, ...headingsBytes)
  const file = await open(textPath)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
