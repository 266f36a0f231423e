import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isSoak, times } from '../../../../testing/soak.ts'
import { encodeToFile } from '../../testing/encodedFile.ts'
import { newOpenXmlErrors } from '../../testing/openXmlErrors.ts'
import { unzip } from '../../zip/unzip.ts'
import { deflatePlainSheet } from '../sheetDeflater.ts'
import { createXlsxEncoder } from '../xlsxEncoder.ts'
import {
  batchesOf,
  excelTemplates,
  openExcelTemplate,
  templatePath,
  untouchedParts,
  type ExcelTemplate,
} from './testing/excelTemplates.ts'

const manyRows = times(100, 1_000)
const rowCounts = [0, 1, manyRows]
/** The validator takes more than a second to start. */
const validatedRowCounts = isSoak ? rowCounts : [manyRows]

const template = (file: string) => excelTemplates.find((candidate) => candidate.file === file)!

const files = new Map<string, Promise<Buffer>>()

/** Each file is made once. */
function filled(source: ExcelTemplate, rowCount: number): Promise<Buffer> {
  const key = `${source.file} ${rowCount}`
  const file = files.get(key) ?? fill(source, rowCount)
  files.set(key, file)
  return file
}

async function fill(source: ExcelTemplate, rowCount: number): Promise<Buffer> {
  const { columns } = source
  const options = { columns, template: openExcelTemplate(source) }
  return (await encodeToFile(createXlsxEncoder(), batchesOf(source, rowCount), options)).bytes
}

async function partOf(file: string, rowCount: number, path: string): Promise<string> {
  const part = unzip(await filled(template(file), rowCount)).get(path)!
  return Buffer.from(part).toString('utf8')
}

describe.each(excelTemplates)('$file', { timeout: 60_000 }, (source) => {
  test.each(validatedRowCounts)(
    'with %i rows has no error that it had not before',
    async (rowCount) => {
      expect(
        await newOpenXmlErrors(
          await filled(source, rowCount),
          readFileSync(templatePath(source.file)),
        ),
      ).toEqual([])
    },
  )

  test.each(rowCounts)('with %i rows keeps all other parts byte for byte', async (rowCount) => {
    const before = unzip(readFileSync(templatePath(source.file)))
    const after = unzip(await filled(source, rowCount))
    const others = untouchedParts(source, [...before.keys()])
    expect(others.length).toBeGreaterThan(2)
    for (const path of others) {
      expect(Buffer.from(after.get(path)!).equals(before.get(path)!), path).toBe(true)
    }
  })

  test.each(rowCounts)('with %i rows is the same as by the plain writer', async (rowCount) => {
    const { columns } = source
    const encoder = createXlsxEncoder({ deflateSheet: deflatePlainSheet })
    const options = { columns, template: openExcelTemplate(source) }
    const plain = (await encodeToFile(encoder, batchesOf(source, rowCount), options)).bytes
    expect(unzip(await filled(source, rowCount))).toEqual(unzip(plain))
  })
})

describe('what refers to the rows follows them', () => {
  test('a Table, its filter, and a pivot table over it', async () => {
    const file = 'pivot-over-table.xlsx'
    const table = await partOf(file, 1_000, 'xl/tables/table1.xml')
    expect(table).toContain('ref="A1:F1001"')
    expect(table).toContain('<autoFilter ref="A1:F1001"/>')
    const cache = await partOf(file, 1_000, 'xl/pivotCache/pivotCacheDefinition1.xml')
    expect(cache).toContain('refreshOnLoad="1"')
    expect(cache).not.toMatch(/r:id=|recordCount/)
    expect(await partOf(file, 0, 'xl/tables/table1.xml')).toContain('ref="A1:F2"')
  })

  test('pivot tables over a range', async () => {
    const cache = await partOf('two-pivots.xlsx', 9, 'xl/pivotCache/pivotCacheDefinition1.xml')
    expect(cache).toContain('<worksheetSource ref="B2:H11" sheet="Sheet1"/>')
  })

  test('a conditional format of the first row', async () => {
    const sheet = await partOf('two-pivots.xlsx', 9, 'xl/worksheets/sheet1.xml')
    expect(sheet).toContain('<conditionalFormatting sqref="C3:C11">')
  })

  test('series of charts, without the values that they remember', async () => {
    const chart = await partOf('combined-chart.xlsx', 1_000, 'xl/charts/chart1.xml')
    expect(chart).toContain('<c:f>Sheet1!$A$1:$A$1000</c:f>')
    expect(chart).toContain('<c:f>Sheet1!$B$1:$B$1000</c:f>')
    expect(chart).not.toContain('numCache')
  })

  test('formulas, which are calculated when the workbook is opened', async () => {
    const workbook = await partOf('two-pivots.xlsx', 9, 'xl/workbook.xml')
    expect(workbook).toContain('<calcPr calcId="125725" fullCalcOnLoad="1"/>')
  })
})

test('rows keep the height and the styles of the first one', async () => {
  const sheet = await partOf('two-pivots.xlsx', 9, 'xl/worksheets/sheet1.xml')
  const row = /<row r="11"[^]*?<\/row>/.exec(sheet)?.[0]
  expect(row).toMatch(/^<row r="11" ht="20.1" customHeight="1"><c r="B11" s="48"/)
  expect(row).toContain('<c r="E11" s="52"><v>')
})
