import { describe, expect, test } from 'vitest'
import { longTest } from '../../../../testing/soak.ts'
import { noLibreOffice } from '../../../../testing/libreOffice.ts'
import { encodeToFile } from '../../testing/encodedFile.ts'
import { createXlsxEncoder } from '../xlsxEncoder.ts'
import {
  batchesOf,
  excelTemplates,
  openExcelTemplate,
  type ExcelTemplate,
} from './testing/excelTemplates.ts'
import { calculatedSheets, drawnSeries } from './testing/libreOfficeFigures.ts'

const template = (file: string) => excelTemplates.find((candidate) => candidate.file === file)!

async function filled(source: ExcelTemplate, rowCount: number): Promise<Buffer> {
  const options = { columns: source.columns, template: openExcelTemplate(source) }
  return (await encodeToFile(createXlsxEncoder(), batchesOf(source, rowCount), options)).bytes
}

const valuesOf = ({ valueOf }: ExcelTemplate, id: string, rowCount: number) =>
  Array.from({ length: rowCount }, (_, row) => Number(valueOf(id, row)))

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe.skipIf(noLibreOffice())('LibreOffice shows all rows', { timeout: 120_000 }, () => {
  test('in pivot tables', async () => {
    const pivots = [
      { source: template('pivot-over-table.xlsx'), name: 'pvt', ids: ['orders', 'quality'] },
      { source: template('two-pivots.xlsx'), name: 'Pivot2', ids: ['total'] },
    ]
    const sheets = await calculatedSheets(
      await Promise.all(
        pivots.map(async ({ source, name }) => ({ name, file: await filled(source, 1_000) })),
      ),
    )
    for (const [index, { source, ids }] of pivots.entries()) {
      const totals = sheets[index]!.find(
        (cells) => cells.some((cell) => cell === 'Total Result') && cells.some(Number),
      )!
      for (const id of ids) expect(totals.map(Number)).toContain(sum(valuesOf(source, id, 1_000)))
    }
  })

  longTest('in charts', async () => {
    const sources = ['chart-with-data-table.xlsx', 'combined-chart.xlsx'].map(template)
    const files = await Promise.all(sources.map((source) => filled(source, 1_000)))
    const drawn = await drawnSeries(...files)
    for (const [index, source] of sources.entries()) {
      expect(drawn[index]).toEqual(source.columns.map(({ id }) => valuesOf(source, id, 1_000)))
    }
  })
})
