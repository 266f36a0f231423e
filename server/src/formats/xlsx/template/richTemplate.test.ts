import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import exceljs from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSoak, longTest } from '../../../../testing/soak.ts'
import { convertFiles, everySheet, noLibreOffice } from '../../../../testing/libreOffice.ts'
import { temporaryFolder, type TemporaryFolder } from '../../../../testing/temporaryFolder.ts'
import { encodeToFile } from '../../testing/encodedFile.ts'
import { newOpenXmlErrors } from '../../testing/openXmlErrors.ts'
import { unzip } from '../../zip/unzip.ts'
import { createXlsxEncoder } from '../xlsxEncoder.ts'
import { batchesOf } from './testing/excelTemplates.ts'
import { changedWorkbook } from './testing/changedWorkbook.ts'
import { openRich, richColumns, richValue, richWorkbook } from './testing/richTemplate.ts'
import type { WorkbookTemplate } from './templateOptions.ts'

const name = '=Ada & "Co" <x>'
const values = {
  title: { text: 'Sales' },
  'viewer.name': { text: name },
  'filters.from': { text: 'Jan 31', cell: { type: 'date' as const, value: Date.UTC(2001, 0, 31) } },
}

async function filled(
  rowCount: number,
  options: Partial<WorkbookTemplate> = {},
  columns = richColumns,
): Promise<Buffer> {
  const source = { columns, valueOf: richValue }
  const encode = { columns, values, template: await openRich(options) }
  return (await encodeToFile(createXlsxEncoder(), batchesOf(source, rowCount, 300), encode)).bytes
}

async function opened(file: Buffer): Promise<exceljs.Workbook> {
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.load(file as unknown as ArrayBuffer)
  return workbook
}

const partOf = (file: Buffer, path: string) =>
  Buffer.from(unzip(file).get(path) ?? []).toString('utf8')

const rowCounts = isSoak ? [1, 5, 1_000] : [1, 1_000]

/** A program takes more than a second to start, so that LibreOffice reads all in one go. */
let folder: TemporaryFolder
const calculatedPath = (rowCount: number, sheetName: string) =>
  join(folder.path, `rich${rowCount}-${sheetName}.csv`)
beforeAll(async () => {
  folder = await temporaryFolder()
  if (noLibreOffice() !== undefined) return
  const paths = rowCounts.map((rowCount) => join(folder.path, `rich${rowCount}.xlsx`))
  for (const [index, path] of paths.entries()) {
    await writeFile(path, await filled(rowCounts[index]!))
  }
  const sheet = { place: everySheet, name: 'Summary' }
  await convertFiles(paths, { to: 'csv', folder: folder.path, sheet })
}, 180_000)
afterAll(() => folder[Symbol.asyncDispose]())

describe.each(rowCounts)('a workbook with something of everything, %i rows', (rowCount) => {
  const rows = Array.from({ length: rowCount }, (_, row) => row)
  const amount = rows.reduce((sum, row) => sum + Number(richValue('amount', row)), 0)
  const price = rows.reduce((sum, row) => sum + Number(richValue('price', row)), 0)
  const value = rows.reduce(
    (sum, row) => sum + Number(richValue('amount', row)) * Number(richValue('price', row)),
    0,
  )
  /** The row of totals. */
  const end = 7 + rowCount

  test('has the rows, what is beside them, and below them what was below', async () => {
    const sheet = (await opened(await filled(rowCount))).getWorksheet('Sales & more')!
    for (const row of rows) {
      const cells = ['B', 'C', 'D'].map((letters) => sheet.getCell(`${letters}${7 + row}`).value)
      expect(cells).toEqual(['shop', 'amount', 'price'].map((id) => richValue(id, row)))
      expect(sheet.getCell(`E${7 + row}`).formula).toBe(`C${7 + row}*D${7 + row}`)
    }
    expect(sheet.getCell(`D${6 + rowCount}`).numFmt).toBe('0.00')
    expect(sheet.getCell(`B${end}`).value).toBe('Total')
    expect(sheet.getCell(`C${end}`).formula).toBe('SUBTOTAL(109,Sales[Amount])')
    expect(sheet.getCell(`B${end + 2}`).value).toBe(`Signed: ${name}`)
    expect(sheet.getCell(`C${end + 2}`).isMerged).toBe(true)
    expect(sheet.getCell(`C${end + 3}`).formula).toBe(`C${end}/2`)
    for (let row = 7; row <= 12; row += 1) expect(sheet.getCell(`G${row}`).value).toBe(row * 100)
  })

  const validatedTest = rowCount === 1_000 ? test : longTest
  validatedTest('has no error that it had not before', { timeout: 60_000 }, async () => {
    expect(await newOpenXmlErrors(await filled(rowCount), await richWorkbook())).toEqual([])
  })

  test.skipIf(noLibreOffice())('adds up in LibreOffice, over all rows', async () => {
    const cellsOf = async (sheetName: string) =>
      (await readFile(calculatedPath(rowCount, sheetName), 'utf8'))
        .split('\n')
        .map((line) => line.replaceAll('"', '').split(','))
    const summary = (await cellsOf('Summary')).map(([first]) => first)
    expect(summary.slice(0, 4).map(Number)).toEqual([amount, amount, value, amount])
    const sales = await cellsOf('Sales & more')
    expect(sales[1]!.slice(1, 2).map(Number)).toEqual([rowCount])
    expect(Number(sales[1]![3])).toBeCloseTo(amount / rowCount)
    expect(sales[2]!.slice(1, 4).map(Number)).toEqual([amount, 2 * amount + price, 1_500])
    expect(sales[end - 1]!.slice(2, 5)).toEqual([`${amount}`, '', `${value}`])
    expect(Number(sales[end + 2]![2])).toBe(amount / 2)
    expect(Number(sales[11]![7])).toBe(2 * amount)
  })
})

test('without a row there is a blank one, whose calculated cells are blank too', async () => {
  const file = await filled(0)
  expect(partOf(file, 'xl/tables/table1.xml')).toContain('ref="B6:E8"')
  const sheet = (await opened(file)).getWorksheet('Sales & more')!
  expect(sheet.getCell('E7').formula).toBeUndefined()
  expect(sheet.getCell('E7').border).toMatchObject({ bottom: { style: 'thin' } })
  expect(sheet.getCell('B8').value).toBe('Total')
})

test('rules, names and the print area stretch with the rows', async () => {
  const file = await filled(1_000)
  const sheet = partOf(file, 'xl/worksheets/sheet1.xml')
  expect(sheet).toContain('<conditionalFormatting sqref="C7:C1006">')
  expect(sheet).toMatch(/<dataValidation [^>]*sqref="B7:B1006"/)
  const workbook = partOf(file, 'xl/workbook.xml')
  expect(workbook).toContain("'Sales &amp; more'!$C$7:$C$1006</definedName>")
  expect(workbook).toMatch(/_xlnm.Print_Area[^<]*>'Sales &amp; more'!\$A\$?1:\$H\$?1010</)
})

test('placeholders have values, typed where a cell is nothing else', async () => {
  const file = await filled(1_000)
  const workbook = await opened(file)
  const summary = workbook.getWorksheet('Summary')!
  const [sales] = workbook.worksheets
  expect(sales!.getCell('B1').value).toBe(`Sales of ${name}: 1,000 rows`)
  expect(sales!.getCell('C2').value).toEqual(new Date('2001-01-31'))
  expect(summary.getCell('A5').value).toBe(10)
  expect(summary.getCell('A6').value).toBe('Up to 10 from Jan 31; {{other.thing}}')
  expect(summary.getCell('A7').value).toBe(name)
  // So that no one turns it into a formula by editing it.
  const xml = partOf(file, 'xl/worksheets/sheet2.xml')
  const style = Number(/<c r="A7"[^>]* s="(\d+)"/.exec(xml)![1])
  const formats = partOf(file, 'xl/styles.xml')
    .split('<cellXfs')[1]!
    .match(/<xf [^>]*>/g)!
  expect(formats[style]).toContain('quotePrefix="1"')
  expect(summary.getCell('A8').value).toBeNull()
})

test('in a header & is doubled, and digits stay apart from a font size', async () => {
  const sheet = partOf(await filled(1_000), 'xl/worksheets/sheet1.xml')
  const header = /<oddHeader>(.*?)<\/oddHeader>/.exec(sheet)![1]
  expect(header).toBe('&amp;L=Ada &amp;&amp; "Co" &lt;x&gt;&amp;R&amp;14 1,000')
})

test('an array formula is filled down as one', async () => {
  const file = await changedWorkbook(unzip(await richWorkbook()), {
    'xl/worksheets/sheet1.xml': (xml) =>
      xml
        .replace('<f>C7*D7</f>', '<f t="array" ref="E7">SUM(C7:D7*2)</f>')
        .replace('<f>C9/2</f>', '<f t="dataTable" ref="C12:C13" r1="C11" r2="B2"/>'),
  })
  const sheet = partOf(await filled(3, { file }), 'xl/worksheets/sheet1.xml')
  expect(sheet).toContain('<f t="array" ref="E7">SUM(C7:D7*2)</f>')
  expect(sheet).toContain('<f t="array" ref="E9">SUM(C9:D9*2)</f>')
  expect(sheet).toContain('<f t="dataTable" ref="C13:C14" r1="C12" r2="B2"/>')
})

test('columns that the template lacks are left out, or appended', async () => {
  expect(partOf(await filled(3), 'xl/tables/table1.xml')).not.toContain('Day')
  const file = await filled(3, { appendColumns: true })
  expect(partOf(file, 'xl/tables/table1.xml')).toMatch(/ref="B6:F10"[^]*name="Day"/)
  const sheet = (await opened(file)).getWorksheet('Sales & more')!
  expect(sheet.getCell('F6').value).toBe('Day')
  expect(sheet.getCell('F8').value).toEqual(new Date(11_001 * 86_400_000))
})

test('a column that was not requested stays blank', async () => {
  const columns = richColumns.filter(({ id }) => id !== 'price')
  const sheet = (await opened(await filled(5, {}, columns))).getWorksheet('Sales & more')!
  expect(sheet.getCell('C9').value).toBe(richValue('amount', 2))
  expect(sheet.getCell('D7').value).toBeNull()
})

test('the sheet "About this export" is added if it is asked for', { timeout: 30_000 }, async () => {
  const file = await filled(5, { aboutSheet: true })
  const workbook = await opened(file)
  expect(workbook.worksheets.map(({ name: sheetName }) => sheetName)).toEqual([
    'Sales & more',
    'Summary',
    'About this export',
  ])
  expect(workbook.getWorksheet('About this export')!.getCell('B1').value).toBe(5)
  expect(await newOpenXmlErrors(file, await richWorkbook())).toEqual([])
})

describe('a workbook with other prefixes than Excel writes is filled alike', () => {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  test.each<[string, (xml: string) => string]>([
    ['rel:id', (xml) => xml.replaceAll('xmlns:r=', 'xmlns:rel=').replaceAll(' r:id=', ' rel:id=')],
    [
      'declared where they are used, as openpyxl does',
      (xml) =>
        xml.replace(/ xmlns:r="[^"]*"/, '').replaceAll(' r:id=', ` xmlns:r="${office}" r:id=`),
    ],
  ])('%s', { timeout: 60_000 }, async (_prefixes, change) => {
    const file = await changedWorkbook(unzip(await richWorkbook()), {
      'xl/workbook.xml': change,
      'xl/worksheets/sheet1.xml': change,
    })
    const columns = richColumns.map((column) =>
      column.id === 'shop' ? { ...column, type: 'link' as const } : column,
    )
    const valueOf = (id: string, row: number) =>
      id === 'shop' ? `https://example.com/${row}` : richValue(id, row)
    const template = await openRich({ file, aboutSheet: true })
    const batches = batchesOf({ columns: richColumns, valueOf }, 5)
    const { bytes } = await encodeToFile(createXlsxEncoder(), batches, {
      columns,
      template,
      values,
    })
    const workbook = await opened(bytes)
    expect(workbook.worksheets.map((sheet) => sheet.name)).toHaveLength(3)
    expect(workbook.worksheets[0]!.getCell('B8').hyperlink).toBe('https://example.com/1')
    expect(await newOpenXmlErrors(bytes, file)).toEqual([])
  })
})

test('more rows than the sheet can hold fail the export, with the limit', async () => {
  const template = await openRich()
  // Above the rows: 6. Below: totals, a blank row, two rows with notes.
  expect(template.rowsMax).toBe(1_048_576 - 6 - 4)
  const source = { columns: richColumns, valueOf: richValue }
  const encoder = createXlsxEncoder({ sheetRowsMax: 110 })
  const encode = (rowCount: number) =>
    encodeToFile(encoder, batchesOf(source, rowCount), { columns: richColumns, template })
  await encode(100)
  await expect(encode(101)).rejects.toMatchObject({
    code: 'too-many-rows',
    message: 'The workbook of this report holds 100 rows at most. Add filters.',
  })
})
