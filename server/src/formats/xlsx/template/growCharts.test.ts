import { describe, expect, test } from 'vitest'
import { before, fillChanged } from './testing/changedWorkbook.ts'

const path = 'xl/charts/chartEx1.xml'
const cx = 'xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"'

const dimension = (formula: string) =>
  `<cx:numDim type="val"><cx:f>${formula}</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">2</cx:pt></cx:lvl></cx:numDim>`

async function grown(xml: string): Promise<string> {
  return (await fillChanged({ [path]: xml }, { rowCount: 100 })).part(path)
}

const chartEx = (xml: string) => `<cx:chartSpace ${cx}>${xml}</cx:chartSpace>`

describe('a chart of Excel 2016', () => {
  test('shows all rows, and remembers none of the example', async () => {
    const xml = await grown(chartEx(dimension('Sheet1!$A$1:$A$5') + dimension('Sheet1!$D$1:$D$5')))
    expect(xml).toContain('<cx:numDim type="val"><cx:f>Sheet1!$A$1:$A$100</cx:f></cx:numDim>')
    expect(xml).toContain(dimension('Sheet1!$D$1:$D$5'))
  })

  test('refers to hidden names, which get all rows', async () => {
    const names =
      '<definedNames><definedName name="_xlchart.v1.0" hidden="1">Sheet1!$A$1</definedName></definedNames>'
    const changes = {
      [path]: chartEx(dimension('_xlchart.v1.0')),
      'xl/workbook.xml': before('<calcPr', names),
    }
    const { part } = await fillChanged(changes, { rowCount: 100 })
    expect(part('xl/workbook.xml')).toContain('hidden="1">Sheet1!$A$1:$A$100</definedName>')
    expect(part(path)).toContain('<cx:numDim type="val"><cx:f>_xlchart.v1.0</cx:f></cx:numDim>')
  })

  test('keeps the name of a series, which is one cell', async () => {
    const title = '<cx:tx><cx:txData><cx:f>Sheet1!$A$1</cx:f><cx:v>A</cx:v></cx:txData></cx:tx>'
    expect(await grown(chartEx(title))).toContain(title)
  })
})

test('labels from cells, and the hidden cells of a filtered chart, follow the rows', async () => {
  const xml = await grown(
    '<c:chartSpace><c15:datalabelsRange><c15:f>Sheet1!$B$1:$B$5</c15:f><c15:dlblRangeCache/></c15:datalabelsRange><c15:fullRef><c15:sqref>Sheet1!$A$1:$A$5</c15:sqref></c15:fullRef></c:chartSpace>',
  )
  expect(xml).toContain('<c15:f>Sheet1!$B$1:$B$100</c15:f></c15:datalabelsRange>')
  expect(xml).toContain('<c15:sqref>Sheet1!$A$1:$A$100</c15:sqref>')
})

test('a chart without a prefix, as openpyxl writes it, shows all rows', async () => {
  const xml = await grown(
    `<chartSpace><numRef><f>'Sheet1'!$A$1:$A$5</f><numCache/></numRef></chartSpace>`,
  )
  expect(xml).toMatch(/<numRef><f>'?Sheet1'?!\$A\$1:\$A\$100<\/f><\/numRef>/)
})

test('a chart of LibreOffice, which escapes apostrophes, shows all rows', async () => {
  const { part } = await fillChanged(
    {
      [path]: chartEx(dimension('&apos;Bob&apos;&apos;s&apos;!$A$1:$A$5')),
      'xl/workbook.xml': (xml) => xml.replace('name="Sheet1"', 'name="Bob&apos;s"'),
    },
    { rowCount: 100, into: "'Bob''s'!A1:B5" },
  )
  expect(part(path)).toContain("<cx:f>'Bob''s'!$A$1:$A$100</cx:f></cx:numDim>")
})

test('a chart over whole columns stays over them, and remembers none of the example', async () => {
  const xml = await grown(chartEx(dimension('Sheet1!$A:$A') + dimension('Sheet1!$D:$D')))
  expect(xml).toContain('<cx:f>Sheet1!$A:$A</cx:f></cx:numDim>')
  expect(xml).toContain(dimension('Sheet1!$D:$D'))
})
