import type { Logger } from 'pino'
import type { FileViews } from './backends.ts'
import type { Config } from './config/config.ts'
import { openFileData } from '../fileReports/fileData.ts'
import { fileCatalogue } from '../fileReports/fileReport.ts'
import type { FileTable } from '../fileReports/fileTable.ts'
import type { Catalogue } from '../reports/catalogue.ts'
import { demoCatalogue } from '../demo/demoCatalogue.ts'

export interface OpenReports {
  readonly catalogue: Catalogue
  /** What the reports were made from, as plain data for other threads; undefined for the demo's. */
  readonly tables: readonly FileTable[] | undefined
  readonly files: FileViews | undefined
  close(): Promise<void>
}

export const demoReports: OpenReports = {
  catalogue: demoCatalogue,
  tables: undefined,
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
  if (dataPaths.length === 0) return demoReports
  const { tables, bytes, notes, close } = await openFileData({
    paths: dataPaths,
    directory: exportSpoolDir,
  })
  for (const note of notes) logger.warn(note)
  const views = tables.map(({ view }) => view)
  return { catalogue: fileCatalogue(tables), tables, files: { views, bytes }, close }
}
