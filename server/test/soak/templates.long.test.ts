import { readFile } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { encodeToFile } from '../../src/formats/testing/encodedFile.ts'
import { newOpenXmlErrors } from '../../src/formats/testing/openXmlErrors.ts'
import {
  batchesOf,
  excelTemplates,
  openExcelTemplate,
  templatePath,
  untouchedParts,
  type ExcelTemplate,
} from '../../src/formats/xlsx/template/testing/excelTemplates.ts'
import {
  calculatedSheet,
  drawnSeries,
} from '../../src/formats/xlsx/template/testing/libreOfficeFigures.ts'
import { createXlsxEncoder } from '../../src/formats/xlsx/xlsxEncoder.ts'
import { unzip } from '../../src/formats/zip/unzip.ts'
import { noLibreOffice } from '../../testing/libreOffice.ts'

const rowCount = 1_000_000

const files = new Map<string, Promise<Buffer>>()

/** Each file is made once. */
function filled(source: ExcelTemplate): Promise<Buffer> {
  const known = files.get(source.file) ?? fill(source)
  files.set(source.file, known)
  return known
}

async function fill(source: ExcelTemplate, rows = rowCount): Promise<Buffer> {
  const options = { columns: source.columns, template: openExcelTemplate(source) }
  return (await encodeToFile(createXlsxEncoder(), batchesOf(source, rows), options)).bytes
}

/** `numberOf` of the templates, as the database calculates it. */
const number = (id: string) =>
  `((i * 7919 + ${id.length * 31 + id.charCodeAt(0)}) % 997 + 1)::DOUBLE`

/** What the database says about the same rows, each line as texts. */
async function asked(select: string): Promise<string[]> {
  const connection = await (await DuckDBInstance.create()).connect()
  const reader = await connection.runAndReadAll(`${select} ORDER BY ALL`)
  return reader.getRows().map((row) => row.join(' '))
}

const fromRows = `FROM range(${rowCount}) AS rows(i)`

describe.each(excelTemplates)('$file with a million rows', { timeout: 1_800_000 }, (source) => {
  test('has no error that it had not before', async () => {
    expect(
      await newOpenXmlErrors(await filled(source), await readFile(templatePath(source.file))),
    ).toEqual([])
  })

  test('keeps all other parts byte for byte', async () => {
    const before = unzip(await readFile(templatePath(source.file)))
    const after = unzip(await filled(source))
    for (const path of untouchedParts(source, [...before.keys()])) {
      expect(Buffer.from(after.get(path)!).equals(before.get(path)!), path).toBe(true)
    }
  })
})

const template = (file: string) => excelTemplates.find((candidate) => candidate.file === file)!

describe.skipIf(noLibreOffice())(
  'LibreOffice shows what the database says',
  { timeout: 1_800_000 },
  () => {
    test('in a pivot table over a Table, for each group', async () => {
      const file = await filled(template('pivot-over-table.xlsx'))
      const lines = await calculatedSheet(file, { place: 2, name: 'pvt' })
      let name = ''
      const groups = lines.flatMap(([first, month, orders, quality]) => {
        if (first) name = first
        return month && quality && Number(orders) ? [`${name} ${month} ${orders} ${quality}`] : []
      })
      const [names, months] = [
        ['Croissant', 'Doughnut', 'Bearclaw', 'Danish', 'Scone'],
        ['Apr', 'May', 'Jun'],
      ].map((texts) => texts.map((text) => `'${text}'`).join())
      expect(groups.toSorted()).toEqual(
        await asked(
          `SELECT [${names}][i % 5 + 1], [${months}][i % 3 + 1], sum(${number('orders')}), sum(${number('quality')}) ${fromRows} GROUP BY ALL`,
        ),
      )
    })

    test('in a pivot table over a range, for each group', async () => {
      const file = await filled(template('two-pivots.xlsx'))
      const lines = await calculatedSheet(file, { place: 3, name: 'Pivot2' })
      const groups = lines.flatMap(([, label, ...cells]) => {
        const [, company] = /^(Company \d) Result$/.exec(label ?? '') ?? []
        return company === undefined ? [] : [`${company} ${cells.at(-1)}`]
      })
      expect(groups.toSorted()).toEqual(
        await asked(`SELECT 'Company ' || i % 7, sum(${number('total')}) ${fromRows} GROUP BY ALL`),
      )
    })

    // LibreOffice 7.4 fails after ten minutes on three series of a million values, not on two.
    test.each([
      ['chart-with-data-table.xlsx', 200_000],
      ['combined-chart.xlsx', rowCount],
    ])('in the chart of %s, %i rows', async (file, rows) => {
      const source = template(file)
      const [series] = await drawnSeries(await fill(source, rows))
      expect(series!.map(({ length }) => length)).toEqual(source.columns.map(() => rows))
      expect(series!.map(total)).toEqual(await sums(source, rows))
    })

    test.each([
      ['data-bars.xlsx', 0],
      ['header-image.xlsx', 1],
    ])('in the rows of %s', async (file, column) => {
      const source = template(file)
      const lines = await calculatedSheet(await filled(source), { place: 1, name: 'Sheet1' })
      const columns = source.columns.map((_, index) =>
        lines.map((cells) => Number(cells[column + index])).filter(Boolean),
      )
      expect(columns.map(({ length }) => length)).toEqual(source.columns.map(() => rowCount))
      expect(columns.map(total)).toEqual(await sums(source))
    })
  },
)

/** The sum of each column, from the database. */
async function sums({ columns }: ExcelTemplate, rows = rowCount): Promise<number[]> {
  const list = columns.map(({ id }) => `sum(${number(id)})`).join(', ')
  const [line] = await asked(`SELECT ${list} FROM range(${rows}) AS rows(i)`)
  return line!.split(' ').map(Number)
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
