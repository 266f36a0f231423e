import { open } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { noDatabase } from '../database/noDatabase.ts'
import { Catalogue, requestsOf } from '../reports/catalogue.ts'
import { defineRowsReport } from '../reports/rowsReport.ts'
import { runExport } from './runExport.ts'

test('a file that cannot be written fails the run, and its rows are closed', async () => {
  let isClosed = false
  const report = defineRowsReport({
    description: {
      id: 'numbers',
      title: 'Numbers',
      filters: z.strictObject({}),
      columns: [{ id: 'number', label: 'Number', type: 'integer', width: 10 }],
    },
    count: () => 1_000_000,
    *rows() {
      try {
        for (let number = 0; number < 1_000_000; number += 1) yield { number }
      } finally {
        isClosed = true
      }
    },
  })
  const catalogue = new Catalogue([report])
  const request = requestsOf(catalogue).export.parse({
    report: 'numbers',
    filters: {},
    format: 'csv',
  })
  // A file that is open for reading only fails every write.
  await using file = await open(import.meta.filename, 'r')
  const reported: number[] = []
  const running = runExport(
    {
      exportId: 'export-1',
      viewer: { id: 'ada', name: 'Ada', scope: { kind: 'all' } },
      request,
      requestedAt: '2026-01-01T12:00:00Z',
      fileDescriptor: file.fd,
    },
    noDatabase(),
    {
      catalogue,
      signal: new AbortController().signal,
      onProgress: (_rows, bytes) => reported.push(bytes),
    },
  )
  await expect(running).rejects.toMatchObject({ code: 'spool-full' })
  expect(isClosed).toBe(true)
  expect(reported).toEqual([])
})
