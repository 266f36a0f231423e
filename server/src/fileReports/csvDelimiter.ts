import { recordsOf, type CsvField } from './csvRecords.ts'
import type { CsvScanner } from './csvScanner.ts'
import { UnreadableData } from './unreadableData.ts'

/**
 * Of the dialects by which a file can be read, the one that leaves no other delimiter within its
 * fields. Undefined when none fits.
 *
 * @param scanners one for each delimiter, after the whole text
 * @param sample the first records
 * @throws UnreadableData naming two delimiters that fit equally
 */
export function chosenDelimiter(
  scanners: readonly CsvScanner[],
  sample: Uint8Array,
  { path }: { readonly path: string },
): CsvScanner | undefined {
  const tables = scanners.filter(({ isSound, columnCount }) => isSound && columnCount > 1)
  if (tables.length === 1) return tables[0]
  if (tables.length === 0) return oneColumn(scanners, sample)
  const names = tables.map(({ dialect }) => dialect.delimiter)
  const shares = tables.map((table) => ({ table, share: leftoverShare(table, sample, names) }))
  for (const limit of [0, 0.5]) {
    const clean = shares.filter(({ share }) => share <= limit)
    if (clean.length === 1) return clean[0]!.table
  }
  throw new UnreadableData(tied(path, tables))
}

/** How many fields hold another delimiter that only being one explains. */
function leftoverShare(
  { dialect }: CsvScanner,
  sample: Uint8Array,
  delimiters: readonly string[],
): number {
  const others = delimiters.filter((other) => other !== dialect.delimiter)
  const fields = recordsOf(sample, dialect).flat()
  const left = fields.filter((field) => others.some((other) => hasLeftover(field, other)))
  return left.length / fields.length
}

/** Quotes explain any delimiter; a space after it is a sign of prose, and digits around a comma of a number. */
function hasLeftover({ text, isQuoted }: CsvField, delimiter: string): boolean {
  if (isQuoted) return false
  const parts = text.split(delimiter)
  return parts.slice(1).some((after, index) => {
    const isProse = delimiter !== '\t' && after.startsWith(' ')
    const isNumber = delimiter === ',' && /\d$/.test(parts[index]!) && /^\d/.test(after)
    return !isProse && !isNumber
  })
}

/**
 * A file of one column, whose delimiters are text. Not one where most lines have the same number of
 * fields, however: it has a title above its headings, or a heading less than fields.
 */
function oneColumn(scanners: readonly CsvScanner[], sample: Uint8Array): CsvScanner | undefined {
  const whole = scanners.find(({ isSound }) => isSound)
  return whole && scanners.some((scanner) => isLikelyTable(scanner, sample)) ? undefined : whole
}

function isLikelyTable(scanner: CsvScanner, sample: Uint8Array): boolean {
  const { columnCount, recordCount, recordsByFields, dialect } = scanner
  if (columnCount === 1) {
    const most = [...recordsByFields].filter(([fields]) => fields > 1).map(([, records]) => records)
    return Math.max(0, ...most) * 2 > recordCount - 1
  }
  // A delimiter in the headings alone is text if a space follows it, as in a sentence.
  const isInHeadingsAlone = (recordsByFields.get(1) ?? 0) === recordCount - 1
  const [headings = []] = recordsOf(sample, dialect)
  const isSentence = headings.slice(1).every(({ text }) => text.startsWith(' '))
  return !(isInHeadingsAlone && isSentence && recordCount > 1)
}

function tied(path: string, tables: readonly CsvScanner[]): string {
  const [one, other] = tables.map(
    ({ dialect, columnCount }) => `${nameOfDelimiter(dialect.delimiter)} (${columnCount} columns)`,
  )
  return (
    `${path} can be read in two ways: separated by ${one}, or by ${other}. ` +
    'Quote the fields that contain a delimiter, or put a line above the headings that names it, ' +
    `such as sep=${tables[0]!.dialect.delimiter}`
  )
}

export function nameOfDelimiter(delimiter: string): string {
  return (
    { ',': 'a comma', ';': 'a semicolon', '\t': 'a tab', ' ': 'a space' }[delimiter] ?? delimiter
  )
}
