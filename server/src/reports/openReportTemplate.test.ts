import { describeReport } from '@coatcheck/shared'
import exceljs from 'exceljs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { templatePath } from '../formats/xlsx/template/testing/excelTemplates.ts'
import { exportReport } from '../runs/testing/exportReport.ts'
import { Catalogue } from './catalogue.ts'
import { defineReport } from './defineReport.ts'
import { defineRowsReport } from './rowsReport.ts'

const pastries = describeReport({
  id: 'pastries',
  title: 'Pastries',
  filters: z.strictObject({ minOrders: z.int().optional() }),
  columns: [
    { id: 'EmptyField', label: 'Empty', type: 'text', width: 9 },
    { id: 'name', label: { de: 'Gebäck', en: 'Name' }, type: 'text', width: 9 },
    { id: 'orders', label: 'NumberOfOrders', type: 'integer', width: 9 },
    { id: 'quality', label: 'Quality', type: 'number', width: 9 },
    { id: 'month', label: 'Month', type: 'text', width: 9 },
    { id: 'day', label: 'BakeDate', type: 'date', width: 9 },
  ],
})

const template = { file: templatePath('pivot-over-table.xlsx'), into: 'PastryData' }

const rowsReport = defineRowsReport({
  description: pastries,
  rows: () => [
    { name: 'Scone', orders: 7, quality: 1.5, month: 'May', day: '2001-05-01' },
    { name: 'Danish', orders: 8, quality: 2.5, month: 'Jun', day: '2001-06-01' },
  ],
  count: () => 2,
  template,
})

const queryReport = defineReport({
  description: { ...pastries, id: 'queried' },
  source: 'pastries',
  measures: {},
  restrict: () => [],
  filter: () => [],
  rowOrder: [{ column: 'name', direction: 'asc' }],
  template,
})

test('a report of rows fills its template', async () => {
  const workbook = new exceljs.Workbook()
  const file = await exportReport(rowsReport)
  await workbook.xlsx.load(file as unknown as ArrayBuffer)
  const sheet = workbook.getWorksheet('Data')!
  expect(sheet.getRow(1).getCell(2).value).toBe('Name')
  expect([2, 3].map((row) => sheet.getRow(row).getCell(3).value)).toEqual([7, 8])
  expect(sheet.getCell('F3').value).toEqual(new Date('2001-06-01'))
  expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Data', 'pvt'])
})

test('reports know how many rows their workbooks can hold', () => {
  const catalogue = new Catalogue([rowsReport, queryReport])
  expect(catalogue.rowsMax({ report: 'queried', format: 'xlsx' })).toBe(1_048_575)
  expect(catalogue.rowsMax({ report: 'queried', format: 'csv' })).toBe(Infinity)
})

test('viewers are told the limits of the workbooks of reports that they may see', async () => {
  const hidden = defineReport({ ...queryReport, columnsOf: () => [] })
  const ada = { id: 'ada', name: 'Ada', scope: null }
  const limits = { pastries: 1_048_575 }
  expect(await new Catalogue([rowsReport, hidden]).xlsxRowsMaxFor(ada)).toEqual(limits)
  expect(await new Catalogue([hidden]).xlsxRowsMaxFor(ada)).toBeUndefined()
})

test('a template that cannot be used is refused at the start, with the report and the reason', () => {
  const into = (name: string) => ({ ...rowsReport, template: { ...template, into: name } })
  expect(() => new Catalogue([into('Pastry')])).toThrow(
    'The template of the report pastries cannot be used. The file has no Table, name or range Pastry. Tables: PastryData.',
  )
  const missing = { ...rowsReport, template: { ...template, file: '/no/such/file.xlsx' } }
  expect(() => new Catalogue([missing])).toThrow(/pastries cannot be used\. .*no such file/)
  const both = { ...rowsReport, design: () => {} }
  expect(() => new Catalogue([both])).toThrow('has a design and a template')
  const misspelt = { ...rowsReport, template: { ...template, aboutsheet: true } }
  expect(() => new Catalogue([misspelt])).toThrow(/template of the report pastries.*aboutsheet/)
})
