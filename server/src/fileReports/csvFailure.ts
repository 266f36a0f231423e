import { open } from 'node:fs/promises'
import { nameOfDelimiter } from './csvDelimiter.ts'
import type { CsvFault, CsvScanner } from './csvScanner.ts'
import type { CsvSource } from './csvSource.ts'
import { UnreadableData } from './unreadableData.ts'

/** Characters of a line that a message shows. */
const quotedMax = 80

/**
 * Names the lines that do not fit, by the dialect that fits most others, and says what to do.
 *
 * @throws UnreadableData always
 */
export async function faultyCsv(
  scanners: readonly CsvScanner[],
  source: CsvSource,
): Promise<never> {
  const scanner = bestOf(scanners)
  const { faults, faultCount, dialect } = scanner
  const lines = await Promise.all(
    faults.map(async (fault) => {
      const line = fault.line + source.startLine - 1
      return `  line ${line} ${describe(fault, scanner)}: ${await excerptOf(source, fault)}`
    }),
  )
  const more = faultCount - faults.length
  const faultyLines = faultCount === 1 ? 'this line' : 'these lines'
  throw new UnreadableData(
    [
      `${source.path} cannot be read in full because of ${faultyLines}:`,
      ...lines,
      ...(more > 0 ? [`  and ${more} more such ${more === 1 ? 'line' : 'lines'}.`] : []),
      ...(isOneOfSeveral(scanners)
        ? [`The fields seem to be separated by ${nameOfDelimiter(dialect.delimiter)}.`]
        : []),
      adviceOn(faults[0]!),
    ].join('\n'),
  )
}

/** The dialect by which the largest part of the lines fits; where none does, the one of most fields. */
function bestOf(scanners: readonly CsvScanner[]): CsvScanner {
  const faulty = scanners.filter(({ isSound }) => !isSound)
  return faulty.reduce((best, other) => (rankOf(other) > rankOf(best) ? other : best))
}

function rankOf({ columnCount, recordCount, faultCount, recordsByFields }: CsvScanner): number {
  const fitting = columnCount > 1 ? 1 + (recordCount - faultCount) / recordCount : 0
  const fieldsMax = Math.max(...recordsByFields.keys())
  return fitting + fieldsMax / 1e9
}

function describe({ kind, fields }: CsvFault, { columnCount }: CsvScanner): string {
  switch (kind) {
    case 'fields': {
      const count = `${fields} ${fields === 1 ? 'field' : 'fields'}`
      return `has ${count}, not ${columnCount} like the headings`
    }
    case 'open quote':
      return 'has a quote that is not closed'
    case 'text after quote':
      return 'has a quote that closes before the end of its field'
  }
}

async function excerptOf({ textPath, start }: CsvSource, { offset, kind }: CsvFault) {
  const file = await open(textPath)
  try {
    const length = (quotedMax + 2) * 4
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start + offset)
    return excerpt(buffer.toString('utf8', 0, bytesRead), kind)
  } finally {
    await file.close()
  }
}

/** A record's line ends are shown if they are between quotes. */
function excerpt(text: string, kind: CsvFault['kind']): string {
  const [firstLine = ''] = text.split(/\r\n|\r|\n/, 1)
  const line = kind === 'open quote' ? text.trimEnd().replaceAll(/\r\n|\r|\n/g, ' ⏎ ') : firstLine
  const characters = Array.from(line)
  return characters.length > quotedMax ? `${characters.slice(0, quotedMax).join('')}…` : line
}

/** Whether lines hold several delimiters, so that it matters to know which one was taken. */
function isOneOfSeveral(scanners: readonly CsvScanner[]): boolean {
  return (
    scanners.filter(({ recordsByFields }) => Math.max(...recordsByFields.keys()) > 1).length > 1
  )
}

function adviceOn({ kind }: CsvFault): string {
  if (kind === 'fields') {
    return (
      'The first line must be the headings, and each line needs a field for each heading: ' +
      'remove titles above the headings, and quote fields that contain a delimiter.'
    )
  }
  return 'Double each quote within a quoted field: "5"" pipe".'
}
