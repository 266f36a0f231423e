import { columnTypes, excelRowsMax } from '@coatcheck/shared'
import exceljs from 'exceljs'
import { beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from '../../../testing/skipReason.ts'
import { isSoak } from '../../../testing/soak.ts'
import { encodeToFile, type TestOptions } from '../testing/encodedFile.ts'
import { officeVersions, openXmlErrors } from '../testing/openXmlErrors.ts'
import { columnOf, randomTable } from '../testing/randomTable.ts'
import { hasUnzip, unzipComplaints } from '../testing/unzipTest.ts'
import type { WorkbookDesign } from './workbookDesign.ts'
import { createXlsxEncoder } from './xlsxEncoder.ts'

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** Some of each feature of exceljs. */
const designAll: WorkbookDesign = (workbook, sheet, rows) => {
  const image = workbook.addImage({ base64: pixel, extension: 'png' })
  sheet.addImage(image, { tl: { col: 12, row: 1 }, ext: { width: 40, height: 40 } })
  sheet.addImage(image, 'N3:O5')
  sheet.getCell('A1').note = 'What the rows are called'
  sheet.headerFooter.oddFooter = 'Page &P of &N'
  sheet.pageSetup.printArea = 'A1:C20'
  sheet.properties.tabColor = { argb: 'FF00AA00' }
  sheet.getColumn(2).font = { name: 'Arial', size: 9, bold: true, strike: true }
  sheet.addConditionalFormatting({
    ref: rows.range('integer1'),
    rules: [
      { type: 'iconSet', iconSet: '3Arrows', priority: 1, cfvo: thirds },
      { type: 'top10', rank: 10, percent: true, bottom: false, priority: 2, style: bold },
      { type: 'cellIs', operator: 'lessThan', formulae: [0], priority: 3, style: bold },
      { type: 'expression', formulae: ['MOD(ROW(),2)=0'], priority: 4, style: bold },
      { type: 'containsText', operator: 'containsText', text: 'x', priority: 5, style: bold },
    ],
  })
  const other = workbook.addWorksheet("It's & <other>", { views: [{ state: 'frozen', xSplit: 1 }] })
  other.getCell('A1').value = {
    richText: [{ text: 'rich', font: { bold: true } }, { text: ' text' }],
  }
  other.getCell('A2').value = { text: 'a link', hyperlink: 'https://a.example/?a=1&b=2' }
  other.getCell('A3').value = { formula: 'SUM(B1:B2)', result: 3 }
  other.getCell('A4').value = new Date(Date.UTC(2001, 0, 1))
  other.mergeCells('C1:D2')
  other.getCell('B4').dataValidation = { type: 'list', allowBlank: true, formulae: ['"a,b"'] }
  other.addTable({
    name: 'Pairs',
    ref: 'F1',
    headerRow: true,
    columns: [{ name: 'Name' }, { name: 'Value' }],
    rows: [['a', 1]],
  })
  rows.show(other.getCell('B1'), { measure: 'rows' })
  rows.show(other.getCell('B2'), { measure: 'sum', column: 'integer1' })
}

const bold = { font: { bold: true } }
const thirds = [0, 33, 67].map((value) => ({ type: 'percent' as const, value }))

const table = randomTable(5, { rowCount: 25, columnCount: columnTypes.length })
const options: TestOptions = {
  title: 'All: of [it]',
  columns: table.columns,
  timeZone: table.timeZone,
  design: designAll,
}

describe('a workbook with some of each feature', () => {
  let file: Buffer
  let workbook: exceljs.Workbook
  beforeAll(async () => {
    const encoder = createXlsxEncoder({ sheetRowsMax: 11 })
    file = (await encodeToFile(encoder, table.batches, options)).bytes
    workbook = new exceljs.Workbook()
    await workbook.xlsx.load(file as unknown as ArrayBuffer)
  }, 60_000)

  test('has its sheets in the order in which they were designed', () => {
    expect(workbook.worksheets.map(({ name }) => name)).toEqual([
      'All- of -it-',
      'All- of -it- (2)',
      'All- of -it- (3)',
      "It's & <other>",
      'About this export',
    ])
  })

  test('has the header, the images and the note on each sheet of rows', () => {
    for (const sheet of workbook.worksheets.slice(0, 3)) {
      expect(sheet.getCell('A1').value).toBe('text 0')
      expect(sheet.getCell('A1').note).toBe('What the rows are called')
      expect(sheet.getImages()).toHaveLength(2)
      expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
      expect(sheet.headerFooter.oddFooter).toBe('Page &P of &N')
    }
  })

  test('keeps the content of other designed sheets', () => {
    const other = workbook.getWorksheet("It's & <other>")!
    expect(other.getCell('A2').value).toMatchObject({ hyperlink: 'https://a.example/?a=1&b=2' })
    expect(other.getCell('A3').value).toMatchObject({ formula: 'SUM(B1:B2)', result: 3 })
    expect(other.getCell('B1').value).toBe(25)
    expect(other.getCell('C1').isMerged).toBe(true)
  })

  test.each(officeVersions)(
    'is valid for the Open XML SDK in %s',
    { timeout: 60_000 },
    async (version) => {
      expect(await openXmlErrors(file, version)).toEqual([])
    },
  )

  test.skipIf(skipReason('unzip', hasUnzip()))('is a valid archive for unzip', () => {
    expect(unzipComplaints(file)).toBe('')
  })
})

describe('random workbooks', () => {
  const seeds = Array.from({ length: 8 }, (_, index) => 900 + index)
  const files: Buffer[] = []
  beforeAll(async () => {
    for (const [index, seed] of seeds.entries()) {
      const columnCount = [1, 100, 9, 2, 30, 9, 27, 3][index]!
      const { columns, batches, timeZone } = randomTable(seed, { rowCount: 40, columnCount })
      const encoder = createXlsxEncoder({ sheetRowsMax: index % 2 === 0 ? 21 : excelRowsMax })
      files.push((await encodeToFile(encoder, batches, { columns, timeZone })).bytes)
    }
  }, 60_000)

  /** The validator takes more than a second to start. */
  const validated = isSoak ? seeds : seeds.slice(0, 2)
  test.each(validated)('%i is valid for the Open XML SDK', { timeout: 60_000 }, async (seed) => {
    const index = seeds.indexOf(seed)
    const version = officeVersions[index % officeVersions.length]!
    expect(await openXmlErrors(files[index]!, version)).toEqual([])
  })

  test.skipIf(skipReason('unzip', hasUnzip()))('are valid archives for unzip', () => {
    expect(files.map(unzipComplaints)).toEqual(files.map(() => ''))
  })
})

test('a design that uses a column that is not exported fails with its name', async () => {
  const design: WorkbookDesign = (_workbook, _sheet, rows) => {
    rows.range('missing')
  }
  const encoding = encodeToFile(createXlsxEncoder(), [], { columns: [columnOf('text')], design })
  await expect(encoding).rejects.toThrow('missing')
})
