import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DuckDbRunner } from '../database/duckdb/duckdbRunner.ts'
import { chooseColumns, likelyColumns } from './chooseColumns.ts'
import { figuresOf, sampleColumns } from './columnFigures.ts'
import { IdSource } from './columnIds.ts'
import { findDataFiles, type DataFile } from './dataFiles.ts'
import { inspectColumns, type InspectedFile } from './inspectColumns.ts'
import { fileOutline } from './fileOutline.ts'
import type { FileTable } from './fileTable.ts'
import type { Workspace } from './csvTexts.ts'
import { readCsv } from './readCsv.ts'
import { singleFile } from './singleFile.ts'
import { UnreadableData } from './unreadableData.ts'

export interface InspectedData {
  readonly tables: readonly FileTable[]
  /** Size of all files that pages and exports read. */
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
  const ids = new IdSource({ reserved: [], ascii: true })
  const tables: FileTable[] = []
  const notes: string[] = []
  let bytes = 0
  for (const file of await findDataFiles(paths)) {
    const inspected = await inspectFile(file, workspace, notes)
    bytes += (await stat(inspected.path)).size
    tables.push(await tableOf(file, inspected, { database: workspace.database, ids }))
  }
  return { tables, notes, bytes }
}

async function inspectFile(
  file: DataFile,
  workspace: Workspace,
  notes: string[],
): Promise<InspectedFile> {
  if (file.kind !== 'parquet') {
    const copy = await readCsv(file, workspace)
    notes.push(...copy.notes)
    return inspectColumns(workspace.database, copy.path, copy.labels)
  }
  try {
    const path = await singleFile(file.path, workspace.folder)
    return await inspectColumns(workspace.database, path)
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

async function tableOf(
  { title, path }: DataFile,
  inspected: InspectedFile,
  { database, ids }: { database: DuckDbRunner; ids: IdSource },
): Promise<FileTable> {
  const columns = await sampleColumns(database, inspected)
  const figures = await figuresOf(database, inspected, likelyColumns(columns))
  const chosen = chooseColumns(columns, figures)
  const id = ids.next(title, 'table')
  const size = `${counted(figures.rowCount, 'row')} and ${counted(columns.length, 'column')}`
  const description = `${size} of ${basename(path)}.`
  return {
    ...fileOutline({ id, title, description, columns, chosen }),
    view: { name: id, sql: inspected.sql },
  }
}

function counted(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}
