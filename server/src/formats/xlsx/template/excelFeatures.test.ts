import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { encodeToFile } from '../../testing/encodedFile.ts'
import { unzip } from '../../zip/unzip.ts'
import { createXlsxEncoder } from '../xlsxEncoder.ts'
import { openTemplate } from './openTemplate.ts'
import { before, changedWorkbook, type PartChanges } from './testing/changedWorkbook.ts'
import { batchesOf, excelTemplates, templatePath } from './testing/excelTemplates.ts'

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const x14 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'
const x15 = 'http://schemas.microsoft.com/office/spreadsheetml/2010/11/main'
const xm = 'http://schemas.microsoft.com/office/excel/2006/main'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

const sheet = 'xl/worksheets/sheet1.xml'
const workbookRelationships = 'xl/_rels/workbook.xml.rels'
const sheetRelationships = 'xl/worksheets/_rels/sheet1.xml.rels'

const [source] = excelTemplates

/** pivot-over-table.xlsx with some parts changed: its Table `PastryData` is in A1:F16 of `Data`. */
async function changedFile(changes: PartChanges): Promise<Buffer> {
  return changedWorkbook(unzip(await readFile(templatePath(source!.file))), changes)
}

function opened(file: Buffer) {
  const columns = source!.columns.map(({ id, label }) => ({ id, labels: [label] }))
  return openTemplate({ file, ...source!.options }, { columns, filters: [] })
}

async function filledParts(changes: PartChanges): Promise<(path: string) => string> {
  const options = { columns: source!.columns, template: opened(await changedFile(changes)) }
  const { bytes } = await encodeToFile(createXlsxEncoder(), batchesOf(source!, 100), options)
  const parts = unzip(bytes)
  return (path) => Buffer.from(parts.get(path)!).toString('utf8')
}

const relationship = (type: string, target: string) =>
  before('</Relationships>', `<Relationship Id="rIdOf" Type="${type}" Target="${target}"/>`)

test('data bars of Excel 2010 and later stretch with the rows, in both of their forms', async () => {
  const id = '{11111111-1111-4111-8111-111111111111}'
  const rule = `<conditionalFormatting sqref="C2:C16"><cfRule type="dataBar" priority="9"><dataBar><cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar><extLst><ext xmlns:x14="${x14}" uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"><x14:id>${id}</x14:id></ext></extLst></cfRule></conditionalFormatting>`
  const value = (formula: string) => `<x14:cfvo type="formula"><xm:f>${formula}</xm:f></x14:cfvo>`
  const extension = `<extLst><ext xmlns:x14="${x14}" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="${xm}"><x14:cfRule type="dataBar" id="${id}"><x14:dataBar minLength="0" maxLength="100">${value('MIN($C$2:$C$16)')}${value('$C$20')}</x14:dataBar></x14:cfRule><xm:sqref>C2:C16</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>`
  const part = await filledParts({
    [sheet]: (xml) =>
      xml
        .replace('<pageMargins', `${rule}<pageMargins`)
        .replace('</worksheet>', `${extension}</worksheet>`),
  })
  const filled = part(sheet)
  expect(filled).toContain('<conditionalFormatting sqref="C2:C101">')
  expect(filled).toContain(`<x14:id>${id}</x14:id>`)
  expect(filled).toContain('<xm:sqref>C2:C101</xm:sqref>')
  expect(filled).toContain('<xm:f>MIN($C$2:$C$101)</xm:f>')
  expect(filled).toContain('<xm:f>$C$105</xm:f>')
})

test('slicers, and what they are connected with, stay byte for byte', async () => {
  const slicers = `<slicers xmlns="${x14}" xmlns:x="${main}"><slicer name="Month" cache="Slicer_Month" caption="Month" rowHeight="241300"/></slicers>`
  const cache = `<slicerCacheDefinition xmlns="${x14}" xmlns:x="${main}" name="Slicer_Month" sourceName="Month"><extLst><x:ext xmlns:x15="${x15}" uri="{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}"><x15:tableSlicerCache tableId="1" column="3"/></x:ext></extLst></slicerCacheDefinition>`
  const list = `<extLst><ext xmlns:x14="${x14}" uri="{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}"><x14:slicerList><x14:slicer r:id="rIdOf"/></x14:slicerList></ext></extLst>`
  const type = 'http://schemas.microsoft.com/office/2007/relationships/slicer'
  const part = await filledParts({
    'xl/slicers/slicer1.xml': slicers,
    'xl/slicerCaches/slicerCache1.xml': cache,
    [sheet]: before('</worksheet>', list),
    [sheetRelationships]: relationship(type, '../slicers/slicer1.xml'),
    [workbookRelationships]: relationship(`${type}Cache`, 'slicerCaches/slicerCache1.xml'),
  })
  expect(part('xl/slicers/slicer1.xml')).toBe(slicers)
  expect(part('xl/slicerCaches/slicerCache1.xml')).toBe(cache)
  expect(part(sheet)).toContain('<x14:slicer r:id="rIdOf"/>')
})

test('references to other workbooks stay, and so does what is remembered of them', async () => {
  const link = `<externalLink xmlns="${main}"><externalBook xmlns:r="${office}" r:id="rId1"><sheetNames><sheetName val="Data"/></sheetNames></externalBook></externalLink>`
  const part = await filledParts({
    'xl/externalLinks/externalLink1.xml': link,
    [workbookRelationships]: relationship(
      `${office}/externalLink`,
      'externalLinks/externalLink1.xml',
    ),
    'xl/worksheets/sheet2.xml': (xml) =>
      xml.replace(
        '</sheetData>',
        '<row r="99"><c r="A99"><f>SUM([1]Data!$C$2:$C$16)+SUM(Data!$C$2:$C$16)</f></c></row></sheetData>',
      ),
  })
  expect(part('xl/externalLinks/externalLink1.xml')).toBe(link)
  expect(part('xl/worksheets/sheet2.xml')).toContain(
    'SUM([1]Data!$C$2:$C$16)+SUM(Data!$C$2:$C$101)',
  )
})

describe('what Excel does not refresh by itself is refused over the data, and kept otherwise', () => {
  const model = (reads: string): PartChanges => ({
    'xl/connections.xml': `<connections xmlns="${main}"><connection id="1" name="a" type="102"><extLst><ext xmlns:x15="${x15}" uri="{DE250136-89BD-433C-8126-D09CA5730AF9}"><x15:connection id="a"><x15:rangePr sourceName="_xlcn.a"/></x15:connection></ext></extLst></connection></connections>`,
    [workbookRelationships]: relationship(`${office}/connections`, 'connections.xml'),
    'xl/workbook.xml': (xml) =>
      xml.replace(
        '</sheets>',
        `</sheets><definedNames><definedName name="_xlcn.a" hidden="1">${reads}</definedName></definedNames>`,
      ),
  })

  async function query(reads: string): Promise<PartChanges> {
    const code = `section Section1; shared Sales = Excel.CurrentWorkbook(){[Name="${reads}"]}[Content];`
    const archive = await changedWorkbook(new Map(), { 'Formulas/Section1.m': code })
    const start = Buffer.alloc(8)
    start.writeUInt32LE(archive.length, 4)
    const packed = Buffer.concat([start, archive, Buffer.alloc(12)]).toString('base64')
    const xml = `<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">${packed}</DataMashup>`
    // Excel writes this part in UTF-16.
    const utf16 = Buffer.from(`\uFEFF<?xml version="1.0" encoding="utf-16"?>${xml}`, 'utf16le')
    return { 'customXml/item1.xml': utf16 }
  }

  test('the Data Model', async () => {
    for (const reads of ['PastryData[]', 'Data!$A$1:$F$16']) {
      const file = await changedFile(model(reads))
      expect(() => opened(file)).toThrow('The Data Model has the rows of the example')
    }
    expect(opened(await changedFile(model('pvt!$A$1:$B$3')))).toBeDefined()
  })

  test('Power Query', async () => {
    const file = await changedFile(await query('PastryData'))
    expect(() => opened(file)).toThrow('A query (Power Query) reads the rows of the example')
    expect(opened(await changedFile(await query('Other')))).toBeDefined()
  })

  test('Power Query whose code cannot be read is refused', async () => {
    const packed = Buffer.alloc(40, 1).toString('base64')
    const file = await changedFile({ 'customXml/item1.xml': `<DataMashup>${packed}</DataMashup>` })
    expect(() => opened(file)).toThrow('The queries (Power Query) of the file cannot be read')
  })
})
