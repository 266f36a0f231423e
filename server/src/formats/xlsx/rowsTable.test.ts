import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Column } from '@coatcheck/shared'
import exceljs from 'exceljs'
import { describe, expect, test } from 'vitest'
import { convertFiles, noLibreOffice } from '../../../testing/libreOffice.ts'
import { isSoak } from '../../../testing/soak.ts'
import { temporaryFolder } from '../../../testing/temporaryFolder.ts'
import { encodeToFile } from '../testing/encodedFile.ts'
import { officeVersions, openXmlErrors } from '../testing/openXmlErrors.ts'
import { unzip } from '../zip/unzip.ts'
import type { RowsTable } from './rowsTable.ts'
import { batchesOf } from './template/testing/excelTemplates.ts'
import { createXlsxEncoder } from './xlsxEncoder.ts'

const column = (id: string, label: string, type: Column['type']): Column => ({
  id,
  label,
  type,
  width: 9,
})

/** With headings that a Table cannot have as they are. */
const columns = [
  column('shop', 'Shop', 'text'),
  column('amount', 'Net amount', 'integer'),
  column('other', 'SHOP', 'text'),
  column('price', "[Price]\n#1 <&\"> 'net'", 'number'),
  column('blank', '', 'text'),
]

function valueOf(id: string, row: number): string | number {
  if (id === 'amount') return row + 1
  return id === 'price' ? row / 2 : `${id} ${row}`
}

const totals = { amount: 'sum', price: 'average' } as const

async function encoded(
  rowCount: number,
  table: RowsTable = { name: 'Sales', totals },
  sheetRowsMax = 1_048_576,
): Promise<Buffer> {
  const encoder = createXlsxEncoder({ sheetRowsMax })
  const design = (
    workbook: exceljs.Workbook,
    _: exceljs.Worksheet,
    rows: { asTable(t: RowsTable): void },
  ) => {
    rows.asTable(table)
    const other = workbook.addWorksheet('Other')
    other.addTable({ name: 'Pairs', ref: 'A1', columns: [{ name: 'a' }], rows: [[1]] })
    other.getCell('C1').value = {
      formula: `SUM(${table.name}[Net amount])`,
      result: 0,
    }
  }
  const batches = batchesOf({ columns, valueOf }, rowCount)
  return (await encodeToFile(encoder, batches, { title: 'Sales', columns, design })).bytes
}

const partOf = (file: Buffer, path: string) =>
  Buffer.from(unzip(file).get(path) ?? []).toString('utf8')

describe('rows as a Table', () => {
  test.each(officeVersions)(
    'are valid for the Open XML SDK in %s',
    { timeout: 60_000 },
    async (version) => {
      // The validator takes more than a second to start.
      const fewCounts = version === 'Microsoft365' ? [0, 25] : [25]
      for (const rowCount of isSoak ? [0, 1, 25] : fewCounts) {
        expect(await openXmlErrors(await encoded(rowCount, undefined, 12), version)).toEqual([])
      }
    },
  )

  test('have headings that differ, and no other filter', async () => {
    const file = await encoded(3)
    const workbook = new exceljs.Workbook()
    await workbook.xlsx.load(file as unknown as ArrayBuffer)
    const sheet = workbook.worksheets[0]!
    const headings = ['A1', 'B1', 'C1', 'D1', 'E1'].map((address) => sheet.getCell(address).text)
    expect(headings).toEqual(['Shop', 'Net amount', 'SHOP 2', "[Price]\n#1 <&\"> 'net'", 'Column5'])
    const table = partOf(file, 'xl/tables/table2.xml')
    expect(table).toContain('ref="A1:E5" totalsRowCount="1"')
    expect(table).toContain('<autoFilter ref="A1:E4"/>')
    expect(table).toContain(`name="[Price]_x000a_#1 &lt;&amp;&quot;&gt; 'net'"`)
    expect(partOf(file, 'xl/worksheets/sheet1.xml')).not.toContain('autoFilter')
    expect(partOf(file, 'xl/workbook.xml')).not.toContain('_FilterDatabase')
  })

  test('end in totals that have their values already', async () => {
    const file = await encoded(4)
    const workbook = new exceljs.Workbook()
    await workbook.xlsx.load(file as unknown as ArrayBuffer)
    const row = workbook.worksheets[0]!.getRow(6)
    expect(row.getCell(1).value).toBe('Total')
    expect(row.getCell(2).value).toMatchObject({ result: 10 })
    const formula = `SUBTOTAL(101,Sales['[Price']\n'#1 <&"> ''net''])`
    expect(row.getCell(4).value).toMatchObject({ formula, result: 0.75 })
  })

  test('are a Table on each sheet that they need, each with its own totals', async () => {
    const file = await encoded(25, undefined, 12)
    const workbook = new exceljs.Workbook()
    await workbook.xlsx.load(file as unknown as ArrayBuffer)
    const sums = workbook.worksheets.slice(0, 3).map((sheet) => {
      return (sheet.getCell(`B${sheet.rowCount}`).value as exceljs.CellFormulaValue).result
    })
    expect(sums).toEqual([55, 155, 115])
    const tables = [2, 3, 4].map((number) => partOf(file, `xl/tables/table${number}.xml`))
    expect(
      tables.map((table) => /displayName="(\w+)" ref="([A-Z\d:]+)"/.exec(table)?.slice(1)),
    ).toEqual([
      ['Sales', 'A1:E12'],
      ['Sales_2', 'A1:E12'],
      ['Sales_3', 'A1:E7'],
    ])
  })

  test.each(['A1', 'R1C1', 'my table', '1st', '', 'a-b'])('cannot be called %j', async (name) => {
    await expect(encoded(1, { name })).rejects.toThrow('cannot be called')
  })

  test('cannot have totals of a column that is not exported', async () => {
    const table: RowsTable = { name: 'Sales', totals: { weight: 'sum' } }
    await expect(encoded(1, table)).rejects.toThrow('weight')
  })

  test.skipIf(noLibreOffice())(
    'are found by formulas in LibreOffice',
    { timeout: 120_000 },
    async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'table.xlsx')
      await writeFile(path, await encoded(100))
      const sheet = { place: 2, name: 'Other' }
      const [csv] = await convertFiles([path], { to: 'csv', folder: folder.path, sheet })
      expect((await readFile(csv!, 'utf8')).split('\n')[0]).toMatch(/,"?5050"?$/)
    },
  )
})
