import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportRequest } from '@coatcheck/shared'
import { requestsOf } from '../../reports/catalogue.ts'
import { openDuckDb } from '../../database/duckdb/duckdb.ts'
import { runExport } from '../../runs/runExport.ts'
import { inspectData } from '../inspectData.ts'
import { Catalogue } from '../../reports/catalogue.ts'
import { fileReports } from '../fileReport.ts'
import type { DataFolder } from './dataFolder.ts'

/** The bytes of an export of a file's report, as a worker thread writes them. */
export async function exportOf(
  path: string,
  { workspace }: DataFolder,
  parameters: Partial<ExportRequest> = {},
): Promise<Buffer> {
  const { tables } = await inspectData([path], workspace)
  // A worker thread gets a copy.
  const catalogue = new Catalogue(fileReports(structuredClone(tables)))
  const views = tables.map(({ view }) => view)
  const database = await openDuckDb({ views, spillDirectory: workspace.folder })
  const file = await open(join(workspace.folder, 'export'), 'w')
  const request = { report: tables[0]!.outline.id, filters: {}, format: 'csv', ...parameters }
  try {
    await runExport(
      {
        exportId: crypto.randomUUID(),
        viewer: { id: 'local', name: 'Local', scope: { kind: 'airports', airports: ['SEA'] } },
        request: requestsOf(catalogue).export.parse(request),
        requestedAt: '2026-01-01T12:00:00Z',
        fileDescriptor: file.fd,
      },
      database,
      { catalogue, signal: new AbortController().signal, onProgress: () => {} },
    )
  } finally {
    await file.close()
    await database.close()
  }
  return readFile(join(workspace.folder, 'export'))
}
