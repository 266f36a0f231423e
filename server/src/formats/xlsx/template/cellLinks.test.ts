import { describe, expect, test } from 'vitest'
import {
  before,
  drawingPath,
  fillChanged,
  related,
  sheetPath,
  sheetRelationshipsPath,
} from './testing/changedWorkbook.ts'

const controlPath = 'xl/ctrlProps/ctrlProp1.xml'
const shapesPath = 'xl/drawings/vmlDrawing1.vml'
const main = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'
const namespace = 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing'

const attributeIn = (xml: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1]

describe('cell links follow the rows', () => {
  const links = [
    ['Sheet1!$B$9', 'Sheet1!$B$104'],
    ['$B$9', '$B$104'],
    // Beside the rows, among them, and on another sheet.
    ['$C$9', '$C$9'],
    ['$B$5', '$B$5'],
    ['Other!$B$9', 'Other!$B$9'],
  ] as const

  test.each(links)('of form controls: %s', async (link, expected) => {
    const { part } = await fillChanged(
      {
        [controlPath]: `<formControlPr xmlns="${main}" objectType="Drop" fmlaLink="${link}" fmlaRange="$A$1:$A$5"/>`,
        [shapesPath]: `<xml><x:ClientData ObjectType="Drop"><x:FmlaRange>$A$1:$A$5</x:FmlaRange><x:FmlaLink>${link}</x:FmlaLink></x:ClientData></xml>`,
        [sheetRelationshipsPath]: related({
          ctrlProp: '../ctrlProps/ctrlProp1.xml',
          vmlDrawing: '../drawings/vmlDrawing1.vml',
        }),
      },
      { rowCount: 100 },
    )
    expect(attributeIn(part(controlPath), 'fmlaLink')).toBe(expected)
    expect(attributeIn(part(controlPath), 'fmlaRange')).toBe('$A$1:$A$100')
    expect(part(shapesPath)).toContain(`<x:FmlaLink>${expected}</x:FmlaLink>`)
    expect(part(shapesPath)).toContain('<x:FmlaRange>$A$1:$A$100</x:FmlaRange>')
  })

  test.each(links)('of controls on the sheet: %s', async (link, expected) => {
    const control = `<controls><control shapeId="1" name="c"><controlPr linkedCell="${link}" listFillRange="$A$1:$A$5"/></control></controls>`
    const changes = { [sheetPath]: before('</worksheet>', control) }
    const sheet = (await fillChanged(changes, { rowCount: 100 })).part(sheetPath)
    expect(attributeIn(sheet, 'linkedCell')).toBe(expected)
    expect(attributeIn(sheet, 'listFillRange')).toBe('$A$1:$A$100')
  })

  test.each(links)('of text boxes and pictures of cells: %s', async (link, expected) => {
    const shape = `<xdr:twoCellAnchor><xdr:sp macro="" textlink="${link}"/><xdr:pic><a14:cameraTool cellRange="${link}"/></xdr:pic></xdr:twoCellAnchor>`
    const drawing = `<xdr:wsDr xmlns:xdr="${namespace}">${shape}</xdr:wsDr>`
    const xml = (await fillChanged({ [drawingPath]: drawing }, { rowCount: 100 })).part(drawingPath)
    expect(attributeIn(xml, 'textlink')).toBe(expected)
    expect(attributeIn(xml, 'cellRange')).toBe(expected)
  })
})
