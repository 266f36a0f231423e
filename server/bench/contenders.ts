import { availableParallelism } from 'node:os'
import { Writable } from 'node:stream'
import { writeXlsxStream } from 'hucre/xlsx'
import { utils, write } from 'xlsx'
import type { ColumnBatch } from '../src/columnBatch.ts'
import { csvEncoder } from '../src/formats/csv/csvEncoder.ts'
import type { AnyEncoder } from '../src/formats/encoders.ts'
import { SegmentThreads } from '../src/formats/segments/segmentThreads.ts'
import { deflatePlainSheet } from '../src/formats/xlsx/sheetDeflater.ts'
import type { WorkbookOptions } from '../src/formats/xlsx/workbookOptions.ts'
import { createXlsxEncoder, xlsxEncoder } from '../src/formats/xlsx/xlsxEncoder.ts'
import { openExceljsWorkbook } from './exceljsWorkbook.ts'
import { flightColumns } from './flightBatches.ts'
import { flightRows } from './flightRows.ts'

/** Writes these flights to a file, chunk by chunk; no one keeps it. */
export type Contender = (
  batches: readonly ColumnBatch[],
  onChunk: (bytes: Uint8Array) => void,
) => Promise<void>

export const contenders: Readonly<Record<string, Contender>> = {
  coatcheck: encodedBy(xlsxEncoder, { threads: threadsOnAllCores() }),
  'coatcheck, one core': encodedBy(xlsxEncoder),
  plain: encodedBy(createXlsxEncoder({ deflateSheet: deflatePlainSheet })),
  csv: encodedBy(csvEncoder),
  exceljs: writeWithExceljs,
  hucre: writeWithHucre,
  sheetjs: writeWithSheetJs,
}

function threadsOnAllCores(): SegmentThreads {
  return new SegmentThreads({
    workerUrl: new URL('segmentWorker.js', import.meta.url),
    spareCores: () => availableParallelism() - 1,
  })
}

function encodedBy(encoder: AnyEncoder, help: Pick<WorkbookOptions, 'threads'> = {}): Contender {
  return async (batches, onChunk) => {
    const chunks = encoder.encode(asynchronous(batches), {
      ...help,
      title: 'Flights',
      aboutTitle: 'About this export',
      columns: flightColumns,
      timeZone: 'UTC',
      about: ({ rowCount }) => [{ label: 'Rows', value: rowCount }],
    })
    for await (const chunk of chunks) onChunk(chunk)
  }
}

async function* asynchronous(batches: readonly ColumnBatch[]): AsyncGenerator<ColumnBatch> {
  yield* batches
}

async function writeWithExceljs(
  batches: readonly ColumnBatch[],
  onChunk: (bytes: Uint8Array) => void,
): Promise<void> {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      onChunk(chunk)
      done()
    },
  })
  const { workbook, sheet } = openExceljsWorkbook(stream, flightColumns)
  let rowCount = 0
  for (const row of flightRows(batches)) {
    sheet.addRow(row).commit()
    rowCount += 1
    // Its stream ignores back-pressure; a turn of the event loop keeps memory from growing.
    if (rowCount % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  sheet.commit()
  await workbook.commit()
}

async function writeWithHucre(
  batches: readonly ColumnBatch[],
  onChunk: (bytes: Uint8Array) => void,
): Promise<void> {
  const stream = writeXlsxStream(flightRows(batches), {
    name: 'Flights',
    columns: flightColumns.map(({ label, width, type }) => ({
      header: label,
      width,
      ...(type === 'datetime' && { style: { numFmt: 'yyyy-mm-dd hh:mm:ss' } }),
    })),
    freezePane: { rows: 1 },
  })
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    onChunk(value)
  }
}

/** It does not stream: all cells are in memory, then the whole file. */
async function writeWithSheetJs(
  batches: readonly ColumnBatch[],
  onChunk: (bytes: Uint8Array) => void,
): Promise<void> {
  const header = flightColumns.map(({ label }) => label)
  const sheet = utils.aoa_to_sheet([header, ...flightRows(batches)])
  const workbook = utils.book_new()
  utils.book_append_sheet(workbook, sheet, 'Flights')
  onChunk(write(workbook, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer)
}
