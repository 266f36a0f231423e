import { randomUUID } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { quotedText } from '../database/sqlText.ts'
import { rewriteCsv } from './csvRewrite.ts'
import type { CsvScanner } from './csvScanner.ts'
import { scanSql, type CsvScan } from './csvScan.ts'
import type { CsvSource } from './csvSource.ts'
import { parquetOptions } from './parquetOptions.ts'
import { singleFile } from './singleFile.ts'
import { UnreadableData } from './unreadableData.ts'

export interface Workspace {
  readonly database: DuckDbRunner
  /** Private folder for copies of the files. */
  readonly folder: string
}

export interface CsvTexts {
  readonly source: CsvSource
  readonly structure: CsvScanner
  /** Whether the first record is headings. */
  readonly hasHeader: boolean
}

/**
 * DuckDB's parallel reader splits files at this size, and takes a line end between quotes for the end
 * of a record in some that are larger.
 */
const splitBytes = 8 * 1024 * 1024

/**
 * Writes all fields as texts to a Parquet file, in columns c0, c1, …; an empty field is null. The
 * number of rows is what the scan has counted: a reader that finds another number is not believed.
 *
 * @returns the file's path
 * @throws UnreadableData
 */
export async function copyTexts(csv: CsvTexts, workspace: Workspace): Promise<string> {
  const errors: unknown[] = []
  const copied =
    (await copyPlain(csv, workspace, errors)) ?? (await copyRewritten(csv, workspace, errors))
  if (copied !== undefined) return copied
  const [cause] = errors
  const [line = ''] = cause instanceof Error ? cause.message.split('\n') : []
  const reason = line || 'for an unknown reason'
  throw new UnreadableData(`${csv.source.path} cannot be read as CSV: ${reason}`, { cause })
}

/** From the file itself, if DuckDB reads such a text as the scan does. */
async function copyPlain(csv: CsvTexts, workspace: Workspace, errors: unknown[]) {
  const { source, structure } = csv
  const newLine = plainLineEnd(structure)
  if (newLine === undefined || source.startLine > 1) return undefined
  const path = await singleFile(source.textPath, workspace.folder)
  return copyFrom({ ...scanOf(csv, path), newLine }, csv, workspace, errors)
}

function plainLineEnd(structure: CsvScanner): CsvScan['newLine'] | undefined {
  const { dialect, lineEnd, quotedLineEnds, literalQuotes, spacedQuotes } = structure
  if (dialect.quotes === 'none' || literalQuotes > 0 || spacedQuotes > 0) return undefined
  if (lineEnd === '\r\n') return quotedLineEnds === 0 ? lineEnd : undefined
  return lineEnd === '\n' ? lineEnd : undefined
}

async function copyRewritten(csv: CsvTexts, workspace: Workspace, errors: unknown[]) {
  const { source, structure } = csv
  const target = join(workspace.folder, `${randomUUID()}.csv`)
  try {
    await rewriteCsv({
      source: source.textPath,
      start: source.start,
      target,
      dialect: structure.dialect,
      keepsBlankLines: structure.columnCount === 1,
    })
    const path = await singleFile(target, workspace.folder)
    return await copyFrom({ ...scanOf(csv, path), newLine: '\n' }, csv, workspace, errors)
  } finally {
    await rm(target, { force: true })
  }
}

/** Tries again with one thread before it gives up. */
async function copyFrom(
  scan: Omit<CsvScan, 'parallel'>,
  csv: CsvTexts,
  workspace: Workspace,
  errors: unknown[],
): Promise<string | undefined> {
  const isSplit = (await stat(scan.path)).size > splitBytes
  for (const parallel of isSplit && csv.structure.quotedLineEnds > 0 ? [false] : [true, false]) {
    const copied = await tryCopy({ ...scan, parallel }, csv, workspace, errors)
    if (copied !== undefined) return copied
  }
  return undefined
}

function scanOf(
  { structure, hasHeader }: CsvTexts,
  path: string,
): Omit<CsvScan, 'newLine' | 'parallel'> {
  const { dialect, columnCount, recordBytesMax } = structure
  return { path, delimiter: dialect.delimiter, columnCount, hasHeader, recordBytesMax }
}

async function tryCopy(
  scan: CsvScan,
  { structure, hasHeader }: CsvTexts,
  { database, folder }: Workspace,
  errors: unknown[],
): Promise<string | undefined> {
  const path = join(folder, `${randomUUID()}.parquet`)
  const { recordCount, columnCount, blankLines } = structure
  const records = recordCount + (columnCount === 1 ? blankLines : 0) - (hasHeader ? 1 : 0)
  try {
    const [counted] = await database.rows(
      `COPY (FROM ${scanSql(scan)}) TO ${quotedText(path)} (${parquetOptions(columnCount)})`,
    )
    if (Number(counted?.[0]) === records) return path
    errors.push(new Error(`${String(counted?.[0])} of ${records} records were read.`))
  } catch (error) {
    errors.push(error)
  }
  await rm(path, { force: true })
  return undefined
}
