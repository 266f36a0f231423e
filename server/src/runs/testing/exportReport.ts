import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportRequest } from '@coatcheck/shared'
import { temporaryFolder } from '../../../testing/temporaryFolder.ts'
import { noDatabase } from '../../database/noDatabase.ts'
import type { Database } from '../../database/database.ts'
import type { AnyReport } from '../../reports/anyReport.ts'
import { Catalogue, requestsOf } from '../../reports/catalogue.ts'
import { runExport } from '../runExport.ts'

export interface ExportOptions {
  readonly request?: Partial<ExportRequest>
  /** Needed by a report that is a query. */
  readonly database?: Database
}

/** The file of an export of this report, by default all of it as a workbook. */
export async function exportReport(
  report: AnyReport,
  { request = {}, database = noDatabase() }: ExportOptions = {},
): Promise<Buffer> {
  const catalogue = new Catalogue([report])
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'export')
  const file = await open(path, 'w')
  const complete = { report: report.description.id, filters: {}, format: 'xlsx', ...request }
  try {
    await runExport(
      {
        exportId: 'export-1',
        viewer: { id: 'ada', name: 'Ada', scope: { kind: 'all' } },
        request: requestsOf(catalogue).export.parse(complete),
        requestedAt: '2026-01-01T12:00:00Z',
        fileDescriptor: file.fd,
      },
      database,
      { catalogue, signal: new AbortController().signal, onProgress: () => {} },
    )
  } finally {
    await file.close()
  }
  return await readFile(path)
}
