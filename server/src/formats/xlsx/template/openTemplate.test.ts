import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { unzip } from '../../zip/unzip.ts'
import { openTemplate } from './openTemplate.ts'
import type { WorkbookTemplate } from './templateOptions.ts'
import { changedWorkbook, type PartChanges } from './testing/changedWorkbook.ts'
import { richColumns, richWorkbook } from './testing/richTemplate.ts'

let parts: Map<string, Uint8Array>
beforeAll(async () => {
  parts = unzip(await richWorkbook())
})

const report = {
  columns: richColumns.map(({ id, label }) => ({ id, labels: [label, `${label} (de)`] })),
  filters: ['from', 'shops'],
}

const textOf = (path: string) => Buffer.from(parts.get(path)!).toString('utf8')

const open = async (changes: PartChanges = {}, options: Partial<WorkbookTemplate> = {}) =>
  openTemplate({ into: 'Sales', ...options, file: await changedWorkbook(parts, changes) }, report)

const sheet = 'xl/worksheets/sheet1.xml'
const table = 'xl/tables/table1.xml'
const types = '[Content_Types].xml'

/** Without the Table. */
const plain: PartChanges = { 'xl/worksheets/_rels/sheet1.xml.rels': '<Relationships/>' }

/** Puts cells into a row of the sheet. */
const withCell = (address: string, xml: string) => (before: string) => {
  const row = /\d+/.exec(address)![0]
  return before.replace(
    '</sheetData>',
    `<row r="${row}"><c r="${address}">${xml}</c></row></sheetData>`,
  )
}

test('a template is opened from a path, a URL or its bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  try {
    const path = join(folder, 'a template.xlsx')
    writeFileSync(path, await changedWorkbook(parts, {}))
    for (const file of [path, pathToFileURL(path), await changedWorkbook(parts, {})]) {
      expect(openTemplate({ file, into: 'sales' }, report).target.sheetName).toBe('Sales & more')
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the rows go into a Table, a name, or a range', async () => {
  const area = { firstColumn: 1, lastColumn: 4, headerRow: 6, firstRow: 7, lastRow: 8 }
  expect((await open()).table.area).toMatchObject(area)
  const range = { into: "'Sales & more'!B6:E8" }
  expect((await open(plain, range)).table.area).toMatchObject(area)
  // The name has no headings; they are in the row above it.
  const amounts = { ...area, firstColumn: 2, lastColumn: 2 }
  expect((await open(plain, { into: 'Amounts' })).table.area).toMatchObject(amounts)
})

test('headings are ids or labels in any language, whatever their case and spaces', async () => {
  const renamed = {
    [table]: (before: string) => before.replace('name="Amount"', 'name=" AMOUNT  (de) "'),
  }
  const { columns } = (await open(renamed)).table
  expect(columns.map(({ columnId }) => columnId)).toEqual(['shop', 'amount', 'price', null])
})

describe('a formula that is filled down', () => {
  const withFormula = (formula: string) =>
    open({ [sheet]: (before) => before.replace('<f>C7*D7</f>', `<f>${formula}</f>`) })

  test.each([
    ['C7*D7', 1_048_566],
    ['C11-C7+D$500', 1_048_566],
    ['C107-C7+D$500', 1_048_576 - 6 - 100],
    ['SUM(7:106)', 1_048_576 - 6 - 99],
    ['SUM(C7:C$1048576)+SUM(C:C)', 1_048_566],
  ])('%s has all its cells in %i rows', async (formula, rowsMax) => {
    expect((await withFormula(formula)).rowsMax).toBe(rowsMax)
  })

  test('to the last row of the sheet is refused if that moves along', async () => {
    await expect(withFormula('COUNTIF(C7:C1048576,C7)')).rejects.toThrow(
      'would refer to rows below the last one of the sheet. Write $1048576 in place of 1048576.',
    )
  })
})

describe('a template is refused', () => {
  test.each<[string, PartChanges, string]>([
    ['that has macros', { 'xl/vbaProject.bin': 'x' }, 'has macros'],
    [
      'that is a workbook with macros by its type',
      {
        [types]: (before) =>
          before.replace(
            /application[^"]*sheet\.main\+xml/,
            'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
          ),
      },
      'has macros',
    ],
    [
      'that is a template file of Excel',
      { [types]: (before) => before.replace('sheet.main+xml', 'template.main+xml') },
      'no .xlsx workbook',
    ],
    [
      'in strict form',
      {
        'xl/workbook.xml': (before) =>
          before.replace(
            'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
            'http://purl.oclc.org/ooxml/spreadsheetml/main',
          ),
      },
      'Strict Open XML',
    ],
    ['with a DTD', { 'docProps/app.xml': '<!DOCTYPE a><a/>' }, 'docProps/app.xml has a DTD'],
    [
      'with a DTD in UTF-16',
      { 'docProps/app.xml': Buffer.from('<!DOCTYPE a><a/>', 'utf16le').toString('latin1') },
      'has a DTD',
    ],
    ['whose XML is broken', { [sheet]: (before) => before.slice(0, -20) }, 'not well-formed'],
    ['that is signed', { '_xmlsignatures/sig1.xml': '<Signature/>' }, 'The file is signed'],
    [
      'with an array formula over several rows',
      {
        [sheet]: (before) =>
          before.replace('<f>C7*D7</f>', '<f t="array" ref="E7:E8">C7:C8*D7:D8</f>'),
      },
      'The array formula in E7:E8 is over several cells. Give each row a formula of its own.',
    ],
    ['that is no workbook', { '_rels/.rels': '<Relationships/>' }, 'not a workbook'],
    [
      'with a column that the report lacks',
      { [table]: (before) => before.replace('name="Price"', 'name="Cost"') },
      'The column D of the sheet Sales & more is called "Cost"',
    ],
    [
      'with an unknown placeholder',
      {
        'xl/sharedStrings.xml': (before) => before.replace('{{filters.from}}', '{{filters.form}}'),
      },
      'There is no value for {{filters.form}}. Use one of rowCount',
    ],
    [
      'with a figure of an unknown column',
      { 'xl/sharedStrings.xml': (before) => before.replace('max.amount', 'max.mount') },
      'The report has no column mount',
    ],
    [
      'with a placeholder in two formats',
      {
        'xl/sharedStrings.xml': (before) =>
          before.replace('<t>{{rowCount}}</t>', '<r><t>{{row</t></r><r><t>Count}}</t></r>'),
      },
      'A part of {{rowCount}} has another format',
    ],
    [
      'with merged cells among its rows',
      { [sheet]: (before) => before.replace('ref="B11:D11"', 'ref="B8:C8"') },
      'The merged cells B8:C8 are among the rows of data',
    ],
    [
      'whose other parts are broken',
      { 'xl/styles.xml': '<styleSheet><cellXfs>' },
      'The part xl/styles.xml is not well-formed XML.',
    ],
    [
      'without styles',
      {
        'xl/_rels/workbook.xml.rels': (before) =>
          before.replace(/<Relationship [^>]*styles[^>]*>/, ''),
      },
      'The file has no styles. Open it in Excel or LibreOffice',
    ],
    [
      'that refers to a part that it lacks',
      {
        'xl/_rels/workbook.xml.rels': (before) => before.replace('"styles.xml"', '"styles7.xml"'),
      },
      'The workbook has no part xl/styles7.xml.',
    ],
    [
      'with attributes that its parts must have, and lack',
      { 'xl/workbook.xml': (before) => before.replace(/ name="Amounts"/, '') },
      'The file is damaged. Open it in Excel or LibreOffice, and save it again.',
    ],
    [
      'with rows beyond the last one',
      { [sheet]: withCell('B1048577', '<v>1</v>') },
      'has cells out of order',
    ],
    [
      'with cells beyond the last column',
      { [sheet]: withCell('XFE900', '<v>1</v>') },
      'has cells out of order',
    ],
    [
      'with a row twice',
      { [sheet]: withCell('G7', '<v>1</v>') },
      'has cells out of order. Open it in Excel or LibreOffice, and save it again.',
    ],
    [
      'with cells without an address that means one',
      { [sheet]: (before) => before.replace('<c r="B7"', '<c r="b7:"') },
      'has cells out of order',
    ],
    [
      'whose Table has no range',
      { [table]: (before) => before.replace('ref="B6:E9"', 'ref="B0:E9"') },
      'The Table Sales has no range',
    ],
    [
      'with cells far beside its rows',
      { [sheet]: withCell('G30000', '<v>1</v>') },
      'The cell G30000 is beside the rows',
    ],
  ])('%s', async (_, changes, message) => {
    await expect(open(changes)).rejects.toThrow(message)
  })

  test.each<[string, Partial<WorkbookTemplate>, string]>([
    ['without such a Table', { into: 'Sale' }, 'Tables: Sales. Names: Amounts.'],
    ['without such a sheet', { into: 'Nowhere!A1:B2' }, 'has no Table, name or range'],
    ['with no heading of the report', { into: 'Summary!A1:A3' }, 'No heading of A1:A3'],
    [
      'with another number of columns',
      { into: 'Summary!A1:B3', columns: ['shop'] },
      'A1:B3 has 2 columns, and columns lists 1.',
    ],
    [
      'with columns that are not the report’s',
      { into: 'Summary!A1:A3', columns: ['shops'] },
      'columns names no column of the report: shops.',
    ],
    [
      'with a range in a Table',
      { into: 'Amounts' },
      "in the Table Sales. Name that instead: into: 'Sales'",
    ],
    ['without rows', { into: 'Summary!A3:A3', columns: ['shop', 'day'] }, 'has 1 columns'],
  ])('%s', async (_, options, message) => {
    await expect(open({}, options)).rejects.toThrow(message)
  })

  test('that is encrypted', () => {
    const file = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
    expect(() => openTemplate({ file, into: 'Sales' }, report)).toThrow(/encrypted/)
  })

  test('that is too large', () => {
    const file = new Uint8Array(33 * 2 ** 20)
    expect(() => openTemplate({ file, into: 'Sales' }, report)).toThrow(
      'The file has 33 MB; the limit is 32 MB.',
    )
  })

  test('with a Table beside its rows that they would cut', async () => {
    const other = textOf(table)
      .replaceAll('Sales', 'Other')
      .replace(/ref="B6:E9"/, 'ref="C8:F12"')
    const rels = 'xl/worksheets/_rels/sheet1.xml.rels'
    const relate = (before: string) =>
      before.replace(
        '</Relationships>',
        '<Relationship Id="rIdT" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" Target="../tables/table2.xml"/></Relationships>',
      )
    const changes = { 'xl/tables/table2.xml': other.replace('C8:F12', 'D10:F12'), [rels]: relate }
    await expect(open(changes)).rejects.toThrow('The table D10:F12 would be cut by the rows')
  })
})
