import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { excelColumnsMax } from '@coatcheck/shared'
import { parquetSql } from '../database/duckdb/filePath.ts'
import { quotedText } from '../database/sqlText.ts'
import { chooseReadings, type TextTable } from './chooseReadings.ts'
import { columnNames } from './csvScan.ts'
import { openCsvSource } from './csvSource.ts'
import { structureOf } from './csvStructure.ts'
import { copyTexts, type Workspace } from './csvTexts.ts'
import type { DataFile } from './dataFiles.ts'
import { parquetOptions } from './parquetOptions.ts'
import { UnreadableData } from './unreadableData.ts'

export interface TypedCopy {
  /** A Parquet file with the same rows in the same order, its columns named c0, c1, … */
  readonly path: string
  /** The headings, in order; empty where the file has none. */
  readonly labels: readonly string[]
  /** Notes for the person who started the service about how the file was read. */
  readonly notes: readonly string[]
}

/**
 * Reads a CSV file to its last line, finds types that lose nothing, and writes a Parquet file with
 * them.
 *
 * @throws UnreadableData naming the faulty line
 */
export async function readCsv(file: DataFile, workspace: Workspace): Promise<TypedCopy> {
  await using source = await openCsvSource(file.path, workspace.folder)
  const delimiter = source.delimiter ?? (file.kind === 'tsv' ? '\t' : undefined)
  const structure = await structureOf(source, delimiter)
  const { headings, scanner, notes } = structure
  if (headings.length > excelColumnsMax) {
    throw new UnreadableData(tooWide(file.path, headings.length))
  }
  const hasHeader = !headings.every(isFigure)
  const labels = hasHeader ? headings : headings.map(() => '')
  const texts = await copyTexts({ source, structure: scanner, hasHeader }, workspace)
  const table = { path: texts, labels, delimiter: scanner.dialect.delimiter }
  return {
    path: await typedCopyOf(table, workspace),
    labels,
    notes: [
      ...source.notes,
      ...notes,
      ...(hasHeader ? [] : [`${file.path} has no headings: its columns are numbered.`]),
    ],
  }
}

/** The texts as what they say; the file itself where all of them stay texts. */
async function typedCopyOf(table: TextTable, { database, folder }: Workspace): Promise<string> {
  const chosen = await chooseReadings(database, table)
  if (chosen.every((reading) => reading === undefined)) return table.path
  const values = columnNames(table.labels.length).map(
    (text, index) => `${chosen[index]?.value(text) ?? text} AS ${text}`,
  )
  const path = join(folder, `${randomUUID()}.parquet`)
  await database.run(
    `COPY (SELECT ${values.join(', ')} FROM ${parquetSql(table.path)})
     TO ${quotedText(path)} (${parquetOptions(values.length)})`,
  )
  await rm(table.path)
  return path
}

/** Headings are words; a first line of numbers and days only is the first row. */
function isFigure(text: string): boolean {
  return text.trim() !== '' && (Number.isFinite(Number(text)) || /^\d{4}-\d\d-\d\d/.test(text))
}

function tooWide(path: string, columnCount: number): string {
  const [count, max] = [columnCount, excelColumnsMax].map((columns) => columns.toLocaleString('en'))
  return `${path} has ${count} columns; an Excel sheet has at most ${max}. Leave some of them out.`
}
