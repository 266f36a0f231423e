import { expect, test } from 'vitest'
import { openXmlErrors } from '../../testing/openXmlErrors.ts'
import {
  before,
  fillChanged,
  related,
  sheetPath,
  sheetRelationshipsPath,
  type PartChanges,
} from './testing/changedWorkbook.ts'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const tablePath = 'xl/tables/table1.xml'
const cachePath = 'xl/pivotCache/pivotCacheDefinition1.xml'

const text = (address: string, value: string) =>
  `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`

/** A Table in A8:B9, whose second column and totals read the rows above, with a filter. */
const secondTable: PartChanges = {
  [sheetPath]: (xml) =>
    xml
      .replace(
        '</sheetData>',
        `<row r="8">${text('A8', 'Name')}${text('B8', 'Share')}</row><row r="9">${text('A9', 'x')}<c r="B9"><f>B5/SUM(B1:B5)+B9</f><v>1</v></c></row></sheetData>`,
      )
      .replace(
        '</worksheet>',
        '<tableParts count="1"><tablePart r:id="rIdOftable"/></tableParts></worksheet>',
      ),
  [sheetRelationshipsPath]: related({ table: '../tables/table1.xml' }),
  [tablePath]: `<table xmlns="${main}" id="1" name="Second" displayName="Second" ref="A8:B9" totalsRowShown="0"><autoFilter ref="A8:B9"/><sortState ref="A9:B9"><sortCondition ref="A9:A9"/></sortState><tableColumns count="2"><tableColumn id="1" name="Name"/><tableColumn id="2" name="Share"><calculatedColumnFormula>Sheet1!$B$5/SUM(Sheet1!$B$1:$B$5)+$A$9</calculatedColumnFormula></tableColumn></tableColumns></table>`,
  '[Content_Types].xml': before(
    '</Types>',
    `<Override PartName="/${tablePath}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"/>`,
  ),
}

test('a second Table below moves with the end of the rows', { timeout: 30_000 }, async () => {
  const { file, part } = await fillChanged(secondTable, { rowCount: 100 })
  const table = part(tablePath)
  const refs = [...table.matchAll(/ ref="([^"]*)"/g)].map(([, ref]) => ref)
  expect(refs).toEqual(['A103:B104', 'A103:B104', 'A104:B104', 'A104'])
  expect(table).toContain('Sheet1!$B$5/SUM(Sheet1!$B$1:$B$100)+$A$104</calc')
  expect(part(sheetPath)).toContain('<c r="B104"><f>B5/SUM(B1:B100)+B104</f></c>')
  expect(await openXmlErrors(file, 'Microsoft365')).toEqual([])
})

test('a second Table moves up when there are fewer rows', async () => {
  const { part } = await fillChanged(secondTable, { rowCount: 2 })
  expect(part(tablePath)).toContain('ref="A5:B6"')
})

/** What becomes of a pivot table's source. */
async function pivotOver(
  source: string,
  sheet = 'Sheet1',
  names: Readonly<Record<string, string>> = {},
): Promise<string> {
  const defined = Object.entries(names).map(
    ([name, formula]) => `<definedName name="${name}">${formula}</definedName>`,
  )
  const renamed = (xml: string) =>
    before(
      '<calcPr',
      `<definedNames>${defined.join('')}</definedNames>`,
    )(xml.replace('name="Sheet1"', `name="${sheet}"`))
  const { part } = await fillChanged(
    {
      [cachePath]: `<pivotCacheDefinition xmlns="${main}"><cacheSource>${source}</cacheSource></pivotCacheDefinition>`,
      'xl/_rels/workbook.xml.rels': related({
        pivotCacheDefinition: 'pivotCache/pivotCacheDefinition1.xml',
      }),
      'xl/workbook.xml': renamed,
    },
    { rowCount: 100, into: `'${sheet.replace('&amp;', '&')}'!A1:B5` },
  )
  return part(cachePath)
}

test('the source of a pivot table below the rows moves, and needs no refresh', async () => {
  const cache = await pivotOver('<worksheetSource ref="A8:B20" sheet="Sheet1"/>')
  expect(cache).toContain('ref="A103:B115"')
  expect(cache).not.toContain('refreshOnLoad')
})

test('a pivot table over several ranges refreshes if one of them has the rows', async () => {
  const cache = await pivotOver(
    '<consolidation><rangeSets><rangeSet ref="D1:E5" sheet="Sheet1"/><rangeSet ref="A1:B5" sheet="Sheet1"/></rangeSets></consolidation>',
  )
  expect(cache).toContain('ref="D1:E5"')
  expect(cache).toContain('ref="A1:B100"')
  expect(cache).toContain('refreshOnLoad="1"')
})

test('a pivot table over a sheet with an escaped name refreshes', async () => {
  const source = '<worksheetSource ref="A1:B5" sheet="P&amp;L"/>'
  expect(await pivotOver(source, 'P&amp;L')).toMatch(/refreshOnLoad="1".*ref="A1:B100"/)
})

test.each(['A:B', 'A1:B1048576'])(
  'a pivot table over whole columns (%s) refreshes, and stays over them',
  async (ref) => {
    const cache = await pivotOver(`<worksheetSource ref="${ref}" sheet="Sheet1"/>`)
    expect(cache).toContain('refreshOnLoad="1"')
    expect(cache).toContain(`ref="${ref}"`)
  },
)

test('a pivot table refreshes over a name that depends on the rows through another', async () => {
  const names = {
    Count: 'COUNTA(Sheet1!$A:$A)',
    Rows: 'OFFSET(Sheet1!$D$1,0,0,Count,2)',
    Rest: '2',
  }
  const cache = await pivotOver('<worksheetSource name="rows"/>', 'Sheet1', names)
  expect(cache).toContain('refreshOnLoad="1"')
  expect(await pivotOver('<worksheetSource name="Rest"/>', 'Sheet1', names)).not.toContain(
    'refresh',
  )
})

test('links to cells below the rows follow them, whatever the name of the sheet', async () => {
  const links =
    '<hyperlinks><hyperlink ref="D1" location="\'P&amp;L\'!B7"/><hyperlink ref="D2" location="B5"/></hyperlinks>'
  const { part } = await fillChanged(
    {
      [sheetPath]: before('<pageMargins', links),
      'xl/workbook.xml': (xml) => xml.replace('name="Sheet1"', 'name="P&amp;L"'),
    },
    { rowCount: 100, into: "'P&L'!A1:B5" },
  )
  expect(part(sheetPath)).toContain(links.replace('B7', 'B102'))
})
