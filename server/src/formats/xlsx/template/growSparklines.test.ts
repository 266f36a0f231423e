import { expect, test } from 'vitest'
import { openXmlErrors } from '../../testing/openXmlErrors.ts'
import { before, fillChanged, sheetPath } from './testing/changedWorkbook.ts'

const sparkline = (formula: string, cell: string) =>
  `<x14:sparkline><xm:f>${formula}</xm:f><xm:sqref>${cell}</xm:sqref></x14:sparkline>`

const extension = (xml: string) =>
  `<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">${xml}</ext></extLst>`

const groups = (xml: string) =>
  extension(
    `<x14:sparklineGroups><x14:sparklineGroup><x14:sparklines>${xml}</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>`,
  )

async function filledWith(xml: string, rowCount: number) {
  const { file, part } = await fillChanged(
    { [sheetPath]: before('</worksheet>', xml) },
    { rowCount },
  )
  return { file, sheet: part(sheetPath) }
}

async function sparklinesIn(xml: string, rowCount: number): Promise<string[]> {
  const { sheet } = await filledWith(groups(xml), rowCount)
  const all = sheet.matchAll(/<xm:f>([^<]*)<\/xm:f><xm:sqref>([^<]*)/g)
  return [...all].map(([, formula, cell]) => `${cell} shows ${formula}`)
}

test('a sparkline over a column shows all rows, and moves if it is below them', async () => {
  const xml = [
    sparkline('Sheet1!A1:A5', 'D1'),
    sparkline('Sheet1!B1:B5', 'B7'),
    sparkline('Sheet1!D1:D5', 'D7'),
  ].join('')
  expect(await sparklinesIn(xml, 100)).toEqual([
    'D1 shows Sheet1!A1:A100',
    'B102 shows Sheet1!B1:B100',
    'D7 shows Sheet1!D1:D5',
  ])
})

test('sparklines in the rows are filled down', async () => {
  const xml = [1, 2, 3, 4, 5].map((row) => sparkline(`Sheet1!D${row}:H${row}`, `B${row}`)).join('')
  const expected = (count: number) =>
    Array.from({ length: count }, (_, row) => `B${row + 1} shows Sheet1!D${row + 1}:H${row + 1}`)
  expect(await sparklinesIn(xml, 2)).toEqual(expected(2))
  expect(await sparklinesIn(xml, 100)).toEqual(expected(100))
  // A million would take hundreds of megabytes.
  expect(await sparklinesIn(xml, 10_002)).toEqual(expected(10_000))
})

test('a sparkline beside the rows that shows one of them goes on showing one', async () => {
  const xml = sparkline('Sheet1!A1:B1', 'D1') + sparkline('Sheet1!A7:B7', 'D7')
  expect(await sparklinesIn(xml, 100)).toEqual([
    'D1 shows Sheet1!A1:B1',
    'D7 shows Sheet1!A102:B102',
  ])
})

test('a workbook with sparklines has no error', { timeout: 30_000 }, async () => {
  const { file } = await filledWith(groups(sparkline('Sheet1!D1:H1', 'B1')), 20)
  expect(await openXmlErrors(file, 'Microsoft365')).toEqual([])
})

test('a cell in a rule of Excel 2010 stays one cell, and its range has all rows', async () => {
  const rule = `<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression" priority="1" id="{1}"><xm:f>A1&gt;Sheet1!$B$7</xm:f></x14:cfRule><xm:sqref>A1:A5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>`
  const { sheet } = await filledWith(extension(rule), 100)
  expect(sheet).toContain('<xm:f>A1&gt;Sheet1!$B$102</xm:f>')
  expect(sheet).toContain('<xm:sqref>A1:A100</xm:sqref>')
})
