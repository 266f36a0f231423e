import { columnTypes, type Column, type ColumnType } from '@coatcheck/shared'
import type { ColumnBatch, Vector } from '../columnBatch.ts'
import { encoderFor } from '../formats/encoders.ts'
import type { HelperThreads, SegmentThreads } from '../formats/segments/segmentThreads.ts'

const rowCount = 1_000

/**
 * Writes small files of each format, to no one, with columns of every type: compiles the kernels and
 * loads exceljs, for which the first export would wait otherwise.
 *
 * @param threads of which one is started and warmed up too, if a core is idle
 */
export async function warmUp(threads?: SegmentThreads): Promise<void> {
  await writeFiles()
  await threads?.warmUp(writeFiles)
}

async function writeFiles(threads?: HelperThreads): Promise<void> {
  const columns = columnTypes.map((type): Column => ({ id: type, label: type, type, width: 12 }))
  for (const format of ['xlsx', 'csv'] as const) {
    const encoding = encoderFor(format).encode(batchesOf(columns), {
      title: 'Warm-up',
      aboutTitle: 'About',
      columns,
      timeZone: 'UTC',
      about: () => [],
      threads,
    })
    while (!(await encoding.next()).done);
  }
}

/** Texts that repeat, then texts that are bytes. */
async function* batchesOf(columns: readonly Column[]): AsyncGenerator<ColumnBatch> {
  for (const isBytes of [false, true]) {
    yield { rowCount, vectors: columns.map(({ type }) => vectorOf(type, isBytes)) }
  }
}

function vectorOf(type: ColumnType, isBytes: boolean): Vector {
  if (type !== 'text' && type !== 'link' && type !== 'decimal') {
    const values = Float64Array.from({ length: rowCount }, (_, row) => row + 0.5)
    return { kind: 'number', values, nulls: null }
  }
  const word = type === 'decimal' ? '12.50' : 'a text'
  if (!isBytes) {
    return { kind: 'text', codes: new Int32Array(rowCount), dictionary: { values: [word] } }
  }
  return {
    kind: 'bytes',
    bytes: Buffer.from(word),
    starts: new Int32Array(rowCount),
    lengths: new Int32Array(rowCount).fill(word.length),
  }
}
