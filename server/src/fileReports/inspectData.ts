import { basename } from 'node:path'
import { parquetSql } from '../database/duckdb/filePath.ts'
import { fileStamp, type FileStamp } from '../database/duckdb/fileStamp.ts'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { chooseColumns, likelyColumns } from './chooseColumns.ts'
import { figuresOf } from './columnFigures.ts'
import { sampleColumns } from './sampleColumns.ts'
import { findDataFiles, type DataFile } from './dataFiles.ts'
import { inspectColumns, type InspectedFile } from './inspectColumns.ts'
import { checkColumnCount } from './fileColumns.ts'
import { foreignKindOf } from './fileKind.ts'
import { fileOutline } from './fileOutline.ts'
import type { FileTable } from './fileTable.ts'
import type { Workspace } from './csvTexts.ts'
import { readCsv } from './readCsv.ts'
import { FileNames } from './fileNames.ts'
import { singleFile } from './singleFile.ts'
import { unpackedBytes } from './unpackedBytes.ts'
import { UnreadableData } from './unreadableData.ts'

export interface InspectedData {
  readonly tables: readonly FileTable[]
  /** Size of the values in all files that pages and exports read, unpacked. */
  readonly bytes: number
  /** Notes for the person who started the service about how files were read. */
  readonly notes: readonly string[]
}

/**
 * Makes a report of each file that the paths name.
 *
 * @throws UnreadableData naming the file, why it cannot be read, and what to do
 */
export async function inspectData(
  paths: readonly string[],
  workspace: Workspace,
): Promise<InspectedData> {
  const names = new FileNames()
  const tables: FileTable[] = []
  const notes: string[] = []
  let bytes = 0
  for (const file of await findDataFiles(paths)) {
    const inspected = await inspectFile(file, workspace, notes)
    bytes += await unpackedBytes(workspace.database, inspected)
    const { table, rowCount } = await tableOf(file, inspected, {
      database: workspace.database,
      names,
    })
    tables.push(table)
    if (rowCount === 0) notes.push(`${file.path} has no rows: its report is empty.`)
  }
  return { tables, notes, bytes }
}

interface StampedFile extends InspectedFile {
  /** From before the file was read. */
  readonly stamp: FileStamp
}

async function inspectFile(
  file: DataFile,
  workspace: Workspace,
  notes: string[],
): Promise<StampedFile> {
  if (file.kind === 'parquet') return inspectParquet(file, workspace)
  const copy = await readCsv(file, workspace)
  notes.push(...copy.notes)
  const stamp = await fileStamp(copy.path)
  return { ...(await inspectColumns(workspace.database, copy.path, copy.labels)), stamp }
}

async function inspectParquet(file: DataFile, workspace: Workspace): Promise<StampedFile> {
  const kind = await foreignKindOf(file.path)
  if (kind && !kind.isParquet) {
    throw new UnreadableData(`${file.path} is ${kind.name}, not Parquet. ${kind.advice}`)
  }
  try {
    const path = await singleFile(file.path, workspace.folder)
    const stamp = await fileStamp(path)
    await checkParquetColumns(file.path, path, workspace.database)
    return { ...(await inspectColumns(workspace.database, path)), stamp }
  } catch (cause) {
    if (cause instanceof UnreadableData) throw cause
    const [line] = cause instanceof Error ? cause.message.split('\n') : []
    throw new UnreadableData(
      `${file.path} cannot be read as Parquet: ${line ?? 'for an unknown reason'} ` +
        'Is it complete, and really Parquet?',
      { cause },
    )
  }
}

async function checkParquetColumns(name: string, path: string, database: DuckDbRunner) {
  const columns = await database.rows(`DESCRIBE FROM ${parquetSql(path)}`)
  checkColumnCount(name, columns.length)
}

async function tableOf(
  { title, path }: DataFile,
  { stamp, ...inspected }: StampedFile,
  { database, names }: { database: DuckDbRunner; names: FileNames },
): Promise<{ table: FileTable; rowCount: number }> {
  const columns = await sampleColumns(database, inspected)
  const figures = await figuresOf(database, inspected, likelyColumns(columns))
  const chosen = chooseColumns(columns, figures)
  const { id, fileStem } = names.next(title)
  const { rowCount } = figures
  const size = `${counted(rowCount, 'row')} and ${counted(columns.length, 'column')}`
  const description = `${size} of ${basename(path)}.`
  const table = {
    ...fileOutline({ id, title, fileStem, description, columns, chosen }),
    view: { name: id, sql: inspected.sql, files: [stamp] },
  }
  return { table, rowCount }
}

function counted(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}
