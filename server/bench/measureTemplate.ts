import { join } from 'node:path'
import type { ColumnBatch } from '../src/columnBatch.ts'
import { encodeOptions } from '../src/formats/testing/encodedFile.ts'
import { openTemplate } from '../src/formats/xlsx/template/openTemplate.ts'
import { batchesOf, excelTemplates } from '../src/formats/xlsx/template/testing/excelTemplates.ts'
import { xlsxEncoder } from '../src/formats/xlsx/xlsxEncoder.ts'
import { watchMemory } from './peakMemory.ts'

/** Of one file, because a million rows of one column take less than half a second. */
const repeats = 5

/**
 * One run: `measureTemplate <folder> <file> <rows>` fills a template; with `--plain` after them, the same
 * rows become a workbook without one. Prints one line of JSON.
 */
const [folder = '', file = '', rows = '', plain] = process.argv.slice(2)
const source = excelTemplates.find((candidate) => candidate.file === file)
if (!source) {
  throw new Error(`Templates are ${excelTemplates.map(({ file: name }) => name).join(', ')}.`)
}

const described = source.columns.map(({ id, label }) => ({ id, labels: [label] }))
const template = openTemplate(
  { ...source.options, file: join(folder, file) },
  { columns: described, filters: [] },
)
// Columns that the template leaves out would make the other workbook larger.
const used = new Set(template.table.columns.map(({ columnId }) => columnId))
const columns = source.columns.filter(({ id }) => used.has(id))
const batches = [...batchesOf({ ...source, columns }, Number(rows))]

async function write(some: readonly ColumnBatch[]): Promise<void> {
  const options = encodeOptions({ columns, ...(plain === undefined && { template }) })
  const encoding = xlsxEncoder.encode(asynchronous(some), options)
  while (!(await encoding.next()).done);
}

async function* asynchronous(some: readonly ColumnBatch[]) {
  yield* some
}

// A server that has written files before has compiled its code.
await write(batches.slice(0, 60))
const peakMemory = await watchMemory()
const [startMs, startCpu] = [performance.now(), process.cpuUsage()]
for (let time = 0; time < repeats; time += 1) await write(batches)
const elapsedMs = (performance.now() - startMs) / repeats
const { user, system } = process.cpuUsage(startCpu)
const cpuMs = (user + system) / 1_000 / repeats
const peakMemoryBytes = await peakMemory()
console.log(JSON.stringify({ elapsedMs, cpuMs, peakMemoryBytes }))
