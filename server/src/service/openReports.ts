import type { Logger } from 'pino'
import type { DuckDbOptions } from '../database/duckdb/duckdb.ts'
import { demoDatabaseFile } from '../demo/demoDatabaseFile.ts'
import { demoReports } from '../demo/demoReports.ts'
import { openFileData } from '../fileReports/fileData.ts'
import { fileReports } from '../fileReports/fileReport.ts'
import type { FileTable } from '../fileReports/fileTable.ts'
import type { ReportList } from '../reports/anyReport.ts'
import type { Config } from './config/config.ts'

/** What the embedded database reads: a database file, or views of data files. */
export type DataSource = Pick<DuckDbOptions, 'path' | 'views'>

export interface OpenReports {
  readonly reports: ReportList
  /** Where their rows are, unless DATABASE_URL names a database. */
  readonly source: DataSource
  /** What the reports of data files are made from, as plain data for other threads. */
  readonly files: OpenFiles | undefined
  close(): Promise<void>
}

export interface OpenFiles {
  readonly tables: readonly FileTable[]
  /** Size of all files together. */
  readonly bytes: number
}

export const openDemoReports: OpenReports = {
  reports: demoReports,
  source: { path: demoDatabaseFile },
  files: undefined,
  close: async () => {},
}

/**
 * The demo's reports, or one for each file that the configuration names.
 *
 * @throws UnreadableData
 */
export async function openReports(config: Config, logger: Logger): Promise<OpenReports> {
  const { dataPaths, exportSpoolDir } = config
  if (dataPaths.length === 0) return openDemoReports
  const { tables, bytes, notes, close } = await openFileData({
    paths: dataPaths,
    directory: exportSpoolDir,
  })
  for (const note of notes) logger.warn(note)
  const views = tables.map(({ view }) => view)
  return { reports: fileReports(tables), source: { views }, files: { tables, bytes }, close }
}
