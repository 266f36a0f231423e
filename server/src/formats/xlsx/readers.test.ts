import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { excelRowsMax } from '@coatcheck/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSoak } from '../../../testing/soak.ts'
import { skipReason } from '../../../testing/skipReason.ts'
import { firstDifference } from '../testing/compareRows.ts'
import { encodeToFile } from '../testing/encodedFile.ts'
import { Random } from '../testing/random.ts'
import { randomTable, type Table } from '../testing/randomTable.ts'
import { readers } from '../testing/readers.ts'
import { hasOpenpyxl, readWithOpenpyxl } from '../testing/readWithOpenpyxl.ts'
import { createXlsxEncoder } from './xlsxEncoder.ts'

interface Sample {
  readonly seed: number
  readonly table: Table
  readonly sheetRowsMax: number
  file: Buffer
}

/** Rows that fit one sheet, or full sheets of ten with one more or less; 1 to 100 columns. */
const seeds = Array.from({ length: 16 }, (_, seed) => seed).filter(
  (seed) => isSoak || seed % 2 === 0,
)
const samples: Sample[] = seeds.map((seed) => {
  const random = new Random(seed)
  const sheetRowsMax = seed < 8 ? excelRowsMax : 11
  const rowCount = seed < 8 ? random.integer(0, 300) : 10 * random.integer(1, 3) + (seed % 3) - 1
  const columnCount = [1, 9, 100][seed] ?? random.integer(1, 30)
  return {
    seed,
    table: randomTable(seed, { rowCount, columnCount }),
    sheetRowsMax,
    file: Buffer.alloc(0),
  }
})

beforeAll(async () => {
  for (const sample of samples) {
    const { columns, batches, timeZone } = sample.table
    const encoder = createXlsxEncoder({ sheetRowsMax: sample.sheetRowsMax })
    sample.file = (await encodeToFile(encoder, batches, { columns, timeZone })).bytes
  }
})

describe.each(Object.keys(readers))('%s reads back the rows', (name) => {
  test.each(samples)('of random workbook $seed', async ({ table, sheetRowsMax, file }) => {
    const sheets = await readers[name]!(file)
    const decodes = name !== 'exceljs'
    expect(firstDifference(table, sheets, { sheetRowsMax, decodes })).toBeNull()
  })
})

describe('openpyxl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  const reason = skipReason('python3-openpyxl', hasOpenpyxl())
  afterAll(() => rmSync(folder, { recursive: true }))

  test.skipIf(reason)('reads back the rows', () => {
    const paths = samples.map(({ seed, file }) => {
      const path = join(folder, `${seed}.xlsx`)
      writeFileSync(path, file)
      return path
    })
    const workbooks = readWithOpenpyxl(paths)
    for (const [index, { seed, table, sheetRowsMax }] of samples.entries()) {
      const difference = firstDifference(table, workbooks[index]!, { sheetRowsMax, decodes: false })
      expect(difference, `random workbook ${seed}`).toBeNull()
    }
  })
})
