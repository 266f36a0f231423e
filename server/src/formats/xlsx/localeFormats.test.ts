import { columnTypes } from '@coatcheck/shared'
import exceljs from 'exceljs'
import { expect, test } from 'vitest'
import { encodeToFile } from '../testing/encodedFile.ts'
import { columnOf, randomTable } from '../testing/randomTable.ts'
import { unzip } from '../zip/unzip.ts'
import { xlsxEncoder } from './xlsxEncoder.ts'

const table = randomTable(3, { rowCount: 5, columnCount: columnTypes.length })

async function encoded(locale: string | undefined) {
  const ownFormat = { ...columnOf('date', 99), format: 'yyyy' }
  const columns = table.columns.map((column) => (column.type === 'link' ? ownFormat : column))
  const options = { columns, locale, title: 'Flüge', aboutTitle: 'Über diesen Export' }
  const batches = table.batches.map(({ rowCount, vectors }) => ({
    rowCount,
    vectors: vectors.map((vector, index) =>
      table.columns[index]!.type === 'link' ? vectors[columnTypes.indexOf('date')]! : vector,
    ),
  }))
  return (await encodeToFile(xlsxEncoder, batches, options)).bytes
}

async function formatsOf(file: Buffer): Promise<Record<string, string | undefined>> {
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.load(file as unknown as ArrayBuffer)
  const [sheet] = workbook.worksheets
  const types = columnTypes.map((type) => (type === 'link' ? 'own' : type))
  return Object.fromEntries(types.map((type, index) => [type, sheet!.getColumn(index + 1).numFmt]))
}

test('dates follow the settings of anyone who opens the file, and times the locale', async () => {
  expect(await formatsOf(await encoded('de-DE'))).toMatchObject({
    date: 'mm-dd-yy',
    datetime: 'dd.mm.yyyy hh:mm:ss',
    instant: 'dd.mm.yyyy hh:mm:ss',
    integer: '#,##0',
    own: 'yyyy',
  })
  expect(await formatsOf(await encoded('en-US'))).toMatchObject({
    datetime: 'm/d/yyyy hh:mm:ss',
  })
  expect(await formatsOf(await encoded('sv'))).toMatchObject({
    datetime: 'yyyy-mm-dd hh:mm:ss',
  })
})

test('the format of a date is Excel’s own, number 14; signs of another format are literal', async () => {
  const part = unzip(new Uint8Array(await encoded('en-US'))).get('xl/styles.xml')!
  const styles = Buffer.from(part).toString()
  expect(styles).toContain('numFmtId="14"')
  // exceljs drops the backslashes when it reads. A slash alone would be the reader's own separator.
  expect(styles).toContain(String.raw`formatCode="m\/d\/yyyy hh:mm:ss"`)
})

test('without a locale, dates and times are in ISO form', async () => {
  expect(await formatsOf(await encoded(undefined))).toMatchObject({
    date: 'yyyy-mm-dd',
    datetime: 'yyyy-mm-dd hh:mm:ss',
  })
})

test('the sheets have names in the language of the export', async () => {
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.load((await encoded('de')) as unknown as ArrayBuffer)
  expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Flüge', 'Über diesen Export'])
})
