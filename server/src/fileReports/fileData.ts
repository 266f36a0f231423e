import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { collectAll } from '../collectGarbage.ts'
import { keepMemoryTogether } from '../database/duckdb/allocator.ts'
import { inspectData, type InspectedData } from './inspectData.ts'

export interface FileData extends InspectedData {
  /** Removes the copies of the files. */
  close: () => Promise<void>
}

export interface FileDataOptions {
  readonly paths: readonly string[]
  /** Where to make a private folder for copies of the files. */
  readonly directory: string
}

/**
 * Makes a report of each file. CSV files are read from copies, which exist until `close`.
 *
 * @throws UnreadableData
 */
export async function openFileData(options: FileDataOptions): Promise<FileData> {
  const folder = await mkdtemp(join(options.directory, 'coatcheck-data-'))
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    keepMemoryTogether()
    const { openDuckDbRunner } = await import('../database/duckdb/duckdbRunner.ts')
    const database = await openDuckDbRunner(folder)
    try {
      return { ...(await inspectData(options.paths, { database, folder })), close }
    } finally {
      await database.close()
      // Samples of a hundred columns are 60 MB, which this thread would keep for hours.
      collectAll()
    }
  } catch (error) {
    await close()
    throw error
  }
}
