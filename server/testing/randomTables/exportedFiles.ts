import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportRequest } from '@coatcheck/shared'
import { Catalogue, requestsOf } from '../../src/reports/catalogue.ts'
import { runExport } from '../../src/runs/runExport.ts'
import type { OwnTable } from './ownTable.ts'
import type { TableVariant } from './tableVariants.ts'

export const fileForms = {
  xlsx: { format: 'xlsx' },
  rfc4180: { format: 'csv' },
  german: { format: 'csv', csvDialect: 'excel', locale: 'de-DE' },
  american: { format: 'csv', csvDialect: 'excel', locale: 'en-US' },
} as const

export type FileForm = keyof typeof fileForms

/** A file on disk, and what must be in it. */
export interface ExportedFile {
  readonly path: string
  readonly form: FileForm
  readonly table: OwnTable
  readonly variant: TableVariant
  readonly timeZone: string
}

export interface Exporter {
  write(file: Omit<ExportedFile, 'path'>): Promise<ExportedFile>
}

/** Writes exports of the tables as a run does, from the request on. */
export function exporterOf(tables: readonly OwnTable[], folder: string): Exporter {
  const [first, ...others] = tables.map(({ report }) => report)
  const catalogue = new Catalogue([first!, ...others])
  const requests = requestsOf(catalogue)
  let count = 0
  return {
    async write(file) {
      const { table, variant, timeZone, form } = file
      const parameters = fileForms[form]
      const { sort, filters } = variant
      const request = requests.export.parse({
        report: table.report.description.id,
        filters,
        timeZone,
        ...(sort && { sort: [...sort] }),
        ...parameters,
      } satisfies ExportRequest)
      count += 1
      const path = join(folder, `${form}-${count}.${parameters.format}`)
      const handle = await open(path, 'w')
      try {
        await runExport(
          {
            exportId: crypto.randomUUID(),
            viewer: { id: 'local', name: 'Local', scope: { kind: 'all' } },
            request,
            requestedAt: '2026-01-01T12:00:00Z',
            fileDescriptor: handle.fd,
          },
          table.database,
          { catalogue, signal: new AbortController().signal, onProgress: () => {} },
        )
      } finally {
        await handle.close()
      }
      return { ...file, path }
    },
  }
}
