import { expect, test } from 'vitest'
import { encodeToFile } from '../testing/encodedFile.ts'
import { expectedText } from '../testing/expectedCell.ts'
import { Random } from '../testing/random.ts'
import { columnOf, tableOf } from '../testing/randomTable.ts'
import { randomText } from '../testing/randomText.ts'
import { readers } from '../testing/readers.ts'
import { xlsxEncoder } from './xlsxEncoder.ts'

async function workbookOf(labels: readonly string[], title = 'Rows') {
  const columns = labels.map((label, index) => ({ ...columnOf('text', index), label }))
  const values = labels.map(() => ['value'])
  const { batches } = tableOf(columns, values, { random: new Random(1), timeZone: 'UTC' })
  return encodeToFile(xlsxEncoder, batches, { columns, title })
}

const random = new Random(20)
const labels = [
  ...['_x0041_', 'a\vb', '_x000B_', '_\0', '=1+1', ' a ', '<b>&"', 'a\r\nb', '\ud800', '\uffff'],
  ...['x'.repeat(32_768), `${'x'.repeat(32_765)}\u{1F6EB}yz`, 'x'.repeat(32_767)],
  ...Array.from({ length: 300 }, () => randomText(random)),
]

test.each(['hucre', 'SheetJS'])('headings are read as cells are: by %s', async (reader) => {
  const { bytes, result } = await workbookOf(labels)
  const [sheet] = await readers[reader]!(bytes)
  // exceljs writes a cell for an empty heading.
  const wrong = labels.flatMap((label, index) => {
    const cell = sheet!.rows[0]![index]
    const found = cell === '' ? null : (cell ?? null)
    return found === expectedText(label) ? [] : [JSON.stringify([label, found])]
  })
  expect(wrong).toEqual([])
  expect(result.cutTextCount).toBe(labels.filter((label) => label.length > 32_767).length)
})

test('a title that looks like an escape is the name of its sheet', async () => {
  const { bytes } = await workbookOf(['a'], 'Part _x0041_ \v of _x00')
  for (const read of [readers.hucre!, readers.SheetJS!]) {
    expect((await read(bytes)).map(({ name }) => name)).toEqual([
      'Part -x0041_   of _x00',
      'About this export',
    ])
  }
})
