import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { encodeToFile } from '../../src/formats/testing/encodedFile.ts'
import { openXmlErrors } from '../../src/formats/testing/openXmlErrors.ts'
import {
  batchesOf,
  excelTemplates,
  openExcelTemplate,
  templatePath,
} from '../../src/formats/xlsx/template/testing/excelTemplates.ts'
import { calculatedSheet } from '../../src/formats/xlsx/template/testing/libreOfficeFigures.ts'
import { createXlsxEncoder } from '../../src/formats/xlsx/xlsxEncoder.ts'
import { noLibreOffice } from '../../testing/libreOffice.ts'

const rowCount = 1_000_000

/** Where LibreOffice shows sums over all rows, and of which column. */
const pivots = new Map([
  ['pivot-over-table.xlsx', { sheet: { place: 2, name: 'pvt' }, id: 'orders' }],
  ['two-pivots.xlsx', { sheet: { place: 3, name: 'Pivot2' }, id: 'total' }],
])

describe.each(excelTemplates)('$file with a million rows', { timeout: 1_800_000 }, (source) => {
  const filled = async () => {
    const options = { columns: source.columns, template: openExcelTemplate(source) }
    return (await encodeToFile(createXlsxEncoder(), batchesOf(source, rowCount), options)).bytes
  }

  test('has no error that it had not before', async () => {
    const before = await openXmlErrors(await readFile(templatePath(source.file)), 'Microsoft365')
    const after = await openXmlErrors(await filled(), 'Microsoft365')
    expect(after.filter((error) => !before.includes(error))).toEqual([])
  })

  const pivot = pivots.get(source.file)
  test.skipIf(!pivot || noLibreOffice())('adds up in its pivot table', async () => {
    const lines = await calculatedSheet(await filled(), pivot!.sheet)
    const totals = lines.find((cells) => cells.includes('Total Result') && cells.some(Number))!
    let sum = 0
    for (let row = 0; row < rowCount; row += 1) sum += Number(source.valueOf(pivot!.id, row))
    expect(totals.map(Number)).toContain(sum)
  })
})
