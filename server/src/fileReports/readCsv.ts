import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { quotedText } from '../database/sqlText.ts'
import { chooseReadings } from './chooseReadings.ts'
import { dialectOf } from './csvDialect.ts'
import { explainCsvFailure } from './csvFailure.ts'
import { mixesLineEnds, rewriteCsv } from './csvRewrite.ts'
import { columnNames, scanSql, type CsvScan } from './csvScan.ts'
import type { DataFile } from './dataFiles.ts'
import { encodingOf, type TextEncoding } from './textEncoding.ts'
import { UnreadableData } from './unreadableData.ts'

export interface Workshop {
  readonly database: DuckDbRunner
  /** Private folder for what is made of the files. */
  readonly folder: string
}

export interface TypedCopy {
  /** A Parquet file with the same rows in the same order, its columns named c0, c1, … */
  readonly path: string
  /** The headings, in order; empty where the file has none. */
  readonly labels: readonly string[]
  /** What whoever started the service should know about how the file was read. */
  readonly notes: readonly string[]
}

/**
 * Fields of one row group, all of which are decoded before the first row is read: 200 columns in
 * groups of 122,880 rows took 1 GB to read, and take less than 96 MB in these.
 */
const rowGroupFieldsMax = 2_000_000
/** DuckDB's own, and the least that it takes. */
const rowGroupRows = { max: 122_880, min: 2048 } as const

/** Columns that a sheet of Excel has. */
const columnsMax = 16_384

/**
 * Reads a CSV file to its last line, finds the types that keep all of its texts, and writes it
 * anew with these.
 *
 * @throws UnreadableData naming the line at fault
 */
export async function readCsv(file: DataFile, workshop: Workshop): Promise<TypedCopy> {
  const encoding = await encodingOf(file.path)
  const dialect = await dialectOf(file.path, encoding, file.kind === 'tsv' ? '\t' : undefined)
  if (dialect === 'blank line') throw new UnreadableData(blankAbove(file.path))
  if (dialect === null) throw new UnreadableData(`${file.path} is empty: it has no line of text.`)
  const { delimiter, firstRecord } = dialect
  if (firstRecord.length > columnsMax) throw new UnreadableData(tooWide(file.path, firstRecord))
  const hasHeader = !firstRecord.every(isFigure)
  const labels = hasHeader ? firstRecord : firstRecord.map(() => '')
  const notes = [
    ...(encoding === 'utf-8' ? [] : [`${file.path} is not UTF-8: it was read as ${encoding}.`]),
    ...(hasHeader ? [] : [`${file.path} has no headings: its columns are numbered.`]),
  ]
  const scan = { path: file.path, delimiter, columnCount: firstRecord.length, hasHeader }
  return { path: await typedCopyOf(scan, encoding, workshop), labels, notes }
}

/** Reads the file as it is where that can be done, and else what is made of it. */
async function typedCopyOf(
  scan: CsvScan,
  encoding: TextEncoding,
  workshop: Workshop,
): Promise<string> {
  const { path: source, delimiter } = scan
  if (encoding === 'utf-8' && !(await mixesLineEnds(source))) {
    return typedCopy(scan, source, workshop)
  }
  const path = join(workshop.folder, `${randomUUID()}.csv`)
  await rewriteCsv({ source, target: path, encoding, delimiter })
  try {
    return await typedCopy({ ...scan, path }, source, workshop)
  } finally {
    await rm(path)
  }
}

async function typedCopy(scan: CsvScan, source: string, workshop: Workshop): Promise<string> {
  const { database, folder } = workshop
  try {
    const chosen = await chooseReadings(database, scan)
    const values = columnNames(scan.columnCount).map(
      (text, index) => `${chosen[index]?.value(text) ?? text} AS ${text}`,
    )
    const path = join(folder, `${randomUUID()}.parquet`)
    await database.run(
      `COPY (SELECT ${values.join(', ')} FROM ${scanSql(scan)})
       TO ${quotedText(path)}
       (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupSize(scan)})`,
    )
    return path
  } catch (error) {
    throw await explainCsvFailure(error, { scan, path: source, database })
  }
}

function rowGroupSize({ columnCount }: CsvScan): number {
  const { min, max } = rowGroupRows
  return Math.max(min, Math.min(max, Math.floor(rowGroupFieldsMax / columnCount)))
}

/** Headings are words; where all of them are figures or days, they are the first row. */
function isFigure(text: string): boolean {
  return text.trim() !== '' && (Number.isFinite(Number(text)) || /^\d{4}-\d\d-\d\d/.test(text))
}

function blankAbove(path: string): string {
  return `${path} begins with a blank line: remove what stands above the headings.`
}

function tooWide(path: string, { length }: readonly string[]): string {
  const [count, max] = [length, columnsMax].map((columns) => columns.toLocaleString('en'))
  return `${path} has ${count} columns, and a sheet of Excel holds ${max}: leave some of them out.`
}
