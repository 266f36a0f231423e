import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { excelColumnsMax } from '@coatcheck/shared'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { quotedText } from '../database/sqlText.ts'
import { chooseReadings } from './chooseReadings.ts'
import { dialectOf } from './csvDialect.ts'
import { explainCsvFailure } from './csvFailure.ts'
import { mixesLineEnds, rewriteCsv } from './csvRewrite.ts'
import { columnNames, scanSql, type CsvScan } from './csvScan.ts'
import type { DataFile } from './dataFiles.ts'
import { singleFile } from './singleFile.ts'
import { encodingOf, type TextEncoding } from './textEncoding.ts'
import { UnreadableData } from './unreadableData.ts'

export interface Workspace {
  readonly database: DuckDbRunner
  /** Private folder for copies of the files. */
  readonly folder: string
}

export interface TypedCopy {
  /** A Parquet file with the same rows in the same order, its columns named c0, c1, … */
  readonly path: string
  /** The headings, in order; empty where the file has none. */
  readonly labels: readonly string[]
  /** Notes for the person who started the service about how the file was read. */
  readonly notes: readonly string[]
}

/**
 * Fields of one row group, all of which are decoded before the first row can be read: 200 columns
 * took 1 GB in groups of 122,880 rows, and take less than 96 MB in groups of this size.
 */
const rowGroupFieldsMax = 2_000_000
/** DuckDB's default and minimum. */
const rowGroupRows = { max: 122_880, min: 2048 } as const

/**
 * Reads a CSV file to its last line, finds types that lose nothing, and writes a Parquet file with
 * them.
 *
 * @throws UnreadableData naming the faulty line
 */
export async function readCsv(file: DataFile, workspace: Workspace): Promise<TypedCopy> {
  const encoding = await encodingOf(file.path)
  const dialect = await dialectOf(file.path, encoding, file.kind === 'tsv' ? '\t' : undefined)
  if (dialect === 'blank line') throw new UnreadableData(blankAbove(file.path))
  if (dialect === null) throw new UnreadableData(`${file.path} is empty.`)
  const { delimiter, firstRecord } = dialect
  const columnCount = firstRecord.length
  if (columnCount > excelColumnsMax) throw new UnreadableData(tooWide(file.path, columnCount))
  const hasHeader = !firstRecord.every(isFigure)
  const labels = hasHeader ? firstRecord : firstRecord.map(() => '')
  const notes = [
    ...(encoding === 'utf-8' ? [] : [`${file.path} is not UTF-8: it was read as ${encoding}.`]),
    ...(hasHeader ? [] : [`${file.path} has no headings: its columns are numbered.`]),
  ]
  const path = await singleFile(file.path, workspace.folder)
  const scan = { path, delimiter, columnCount, hasHeader }
  return { path: await typedCopyOf(scan, file.path, { encoding, workspace }), labels, notes }
}

/** Reads the file itself where DuckDB can read it, otherwise a rewritten copy. */
async function typedCopyOf(
  scan: CsvScan,
  source: string,
  { encoding, workspace }: { readonly encoding: TextEncoding; readonly workspace: Workspace },
): Promise<string> {
  const { delimiter } = scan
  if (encoding === 'utf-8' && !(await mixesLineEnds(source))) {
    return typedCopy(scan, source, workspace)
  }
  const path = join(workspace.folder, `${randomUUID()}.csv`)
  await rewriteCsv({ source, target: path, encoding, delimiter })
  try {
    return await typedCopy({ ...scan, path }, source, workspace)
  } finally {
    await rm(path)
  }
}

async function typedCopy(scan: CsvScan, source: string, workspace: Workspace): Promise<string> {
  const { database, folder } = workspace
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

/** Headings are words; a first line of numbers and days only is the first row. */
function isFigure(text: string): boolean {
  return text.trim() !== '' && (Number.isFinite(Number(text)) || /^\d{4}-\d\d-\d\d/.test(text))
}

function blankAbove(path: string): string {
  return `${path} begins with a blank line: remove everything above the headings.`
}

function tooWide(path: string, columnCount: number): string {
  const [count, max] = [columnCount, excelColumnsMax].map((columns) => columns.toLocaleString('en'))
  return `${path} has ${count} columns; an Excel sheet has at most ${max}. Leave some of them out.`
}
