import { write } from 'node:fs'
import { promisify } from 'node:util'
import { wordsIn } from '@coatcheck/shared'
import type { ColumnBatch } from '../columnBatch.ts'
import type { Database } from '../database/database.ts'
import { cancelled, spoolFull } from '../exportErrors.ts'
import { encoderFor } from '../formats/encoders.ts'
import type { SegmentThreads } from '../formats/segments/segmentThreads.ts'
import type { Catalogue } from '../reports/catalogue.ts'
import { columnsOf } from '../reports/reportColumns.ts'
import { exportWord } from '../reports/exportWords.ts'
import { exportBatches } from '../reports/exportBatches.ts'
import { aboutExport } from './aboutExport.ts'
import { FileChecksum } from './fileChecksum.ts'
import { templateValues } from './templateValues.ts'
import type { RunJob, RunResult } from './workerProtocol.ts'

const writeAt = promisify(write)

export interface RunHooks {
  readonly catalogue: Catalogue
  readonly signal: AbortSignal
  readonly onProgress: (rows: number, bytes: number) => void
  /** Gives way to others between two batches, where they share the thread. */
  readonly giveWay?: () => Promise<void>
  /** Threads that help on other cores. */
  readonly threads?: SegmentThreads
}

/**
 * One run: query → batches → encoder → spool. The cursor closes with the last row, however slowly
 * the spool is read.
 *
 * @throws AppError `cancelled`, `spool-full`, or what the database failed with.
 */
export async function runExport(
  job: RunJob,
  database: Database,
  { catalogue, signal, onProgress, giveWay, threads }: RunHooks,
): Promise<RunResult> {
  const { request, viewer } = job
  const report = catalogue.report(request.report)
  const columns = columnsOf(report, request.columns, request.locale)
  const { timeZone = 'UTC', locale, csvDialect } = request
  const checksum = new FileChecksum(threads)
  let rowsRead = 0
  let sizeBytes = 0
  /** The last chunk is written while the next one is encoded. */
  let writing: Promise<void> = Promise.resolve()

  async function* counted(): AsyncGenerator<ColumnBatch> {
    const context = { report, columns, viewer, database, signal }
    for await (const batch of exportBatches(request, context)) {
      rowsRead += batch.rowCount
      yield batch
      await giveWay?.()
    }
  }

  const encoding = encoderFor(request.format).encode(counted(), {
    title: wordsIn(report.description.title, locale),
    aboutTitle: exportWord('aboutThisExport', locale),
    locale,
    csvDialect,
    columns,
    timeZone,
    about: (result) => aboutExport(report, job, result),
    design: report.design,
    template: catalogue.template(request.report),
    values: templateValues(report, job),
    threads,
  })
  try {
    for (;;) {
      const { done, value } = await encoding.next()
      await writing
      if (done) {
        return { rowCount: value.rowCount, sizeBytes, sha256: await checksum.end() }
      }
      if (signal.aborted) throw cancelled('export')
      const [position, rows] = [sizeBytes, rowsRead]
      const writtenBytes = position + value.length
      sizeBytes = writtenBytes
      writing = writeWhole(job.fileDescriptor, value, position).then(() => {
        onProgress(rows, writtenBytes)
        return checksum.add(value)
      })
      // What it fails with is thrown when the next chunk is there.
      writing.catch(() => {})
    }
  } finally {
    // The file descriptor is the spool's again when this function ends.
    await writing.catch(() => {})
    await encoding.return({ rowCount: rowsRead, cutTextCount: 0, textNumberCount: 0 })
  }
}

async function writeWhole(
  fileDescriptor: number,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  try {
    for (let offset = 0; offset < bytes.length;) {
      const length = bytes.length - offset
      const { bytesWritten } = await writeAt(
        fileDescriptor,
        bytes,
        offset,
        length,
        position + offset,
      )
      offset += bytesWritten
    }
  } catch (cause) {
    throw spoolFull(cause)
  }
}
