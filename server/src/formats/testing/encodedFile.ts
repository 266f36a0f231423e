import type { ColumnBatch } from '../../columnBatch.ts'
import type { EncodeResult } from '../encoder.ts'
import type { AnyEncoder } from '../encoders.ts'
import type { WorkbookOptions } from '../xlsx/workbookOptions.ts'

export interface EncodedFile {
  readonly bytes: Buffer
  readonly chunks: readonly Uint8Array[]
  readonly result: EncodeResult
}

export type TestOptions = Pick<WorkbookOptions, 'columns'> & Partial<WorkbookOptions>

export function encodeOptions(options: TestOptions): WorkbookOptions {
  return {
    title: 'Rows',
    aboutTitle: 'About this export',
    timeZone: 'UTC',
    about: ({ rowCount, cutTextCount, textNumberCount }) => [
      { label: 'Rows', value: rowCount },
      { label: 'Texts cut', value: cutTextCount },
      { label: 'Numbers as text', value: textNumberCount },
    ],
    ...options,
  }
}

export async function encodeToFile(
  encoder: AnyEncoder,
  batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>,
  options: TestOptions,
): Promise<EncodedFile> {
  const chunks: Uint8Array[] = []
  const encoding = encoder.encode(asynchronous(batches), encodeOptions(options))
  for (;;) {
    const next = await encoding.next()
    if (next.done) return { bytes: Buffer.concat(chunks), chunks, result: next.value }
    chunks.push(next.value)
  }
}

async function* asynchronous(
  batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>,
): AsyncGenerator<ColumnBatch> {
  yield* batches
}
