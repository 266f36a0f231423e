import { describe, expect, test } from 'vitest'
import { noLibreOffice } from '../../../../testing/libreOffice.ts'
import { encodeToFile } from '../../testing/encodedFile.ts'
import { createXlsxEncoder } from '../xlsxEncoder.ts'
import {
  batchesOf,
  excelTemplates,
  openExcelTemplate,
  type ExcelTemplate,
} from './testing/excelTemplates.ts'
import { calculatedSheet, drawnSeries } from './testing/libreOfficeFigures.ts'

const template = (file: string) => excelTemplates.find((candidate) => candidate.file === file)!

async function filled(source: ExcelTemplate, rowCount: number): Promise<Buffer> {
  const options = { columns: source.columns, template: openExcelTemplate(source) }
  return (await encodeToFile(createXlsxEncoder(), batchesOf(source, rowCount), options)).bytes
}

const valuesOf = ({ valueOf }: ExcelTemplate, id: string, rowCount: number) =>
  Array.from({ length: rowCount }, (_, row) => Number(valueOf(id, row)))

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe.skipIf(noLibreOffice())('LibreOffice shows all rows', { timeout: 120_000 }, () => {
  test.each([
    ['pivot-over-table.xlsx', { place: 2, name: 'pvt' }, ['orders', 'quality']],
    ['two-pivots.xlsx', { place: 3, name: 'Pivot2' }, ['total']],
  ])('in the pivot table of %s', async (file, sheet, ids) => {
    const source = template(file)
    const lines = await calculatedSheet(await filled(source, 1_000), sheet)
    const totals = lines.find(
      (cells) => cells.some((cell) => cell === 'Total Result') && cells.some(Number),
    )!
    for (const id of ids) expect(totals.map(Number)).toContain(sum(valuesOf(source, id, 1_000)))
  })

  test.each(['chart-with-data-table.xlsx', 'combined-chart.xlsx'])(
    'in the chart of %s',
    async (file) => {
      const source = template(file)
      const series = await drawnSeries(await filled(source, 1_000))
      expect(series).toEqual(source.columns.map(({ id }) => valuesOf(source, id, 1_000)))
    },
  )
})
