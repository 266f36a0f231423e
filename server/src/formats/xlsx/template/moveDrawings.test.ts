import { describe, expect, test } from 'vitest'
import {
  before,
  drawingPath,
  fillChanged,
  related,
  sheetPath,
  sheetRelationshipsPath,
} from './testing/changedWorkbook.ts'

const namespaces = [
  'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"',
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
].join(' ')

/** From row 8 to row 10, counted from 0. */
function anchor(prefix: string, column: number, kind = 'twoCellAnchor'): string {
  const corner = (name: string, row: number) =>
    `<xdr:${name}><xdr:col>${column}</xdr:col><xdr:row>${row}</xdr:row></xdr:${name}>`
  const to = kind === 'twoCellAnchor' ? corner('to', 10) : ''
  const xml = `<xdr:${kind}>${corner('from', 8)}${to}<xdr:clientData/></xdr:${kind}>`
  return xml.replaceAll('xdr:', prefix)
}

const rowsIn = (xml: string) => [...xml.matchAll(/row>(\d+)</g)].map(([, row]) => Number(row))

async function movedRows(xml: string, rowCount: number): Promise<number[]> {
  const { part } = await fillChanged({ [drawingPath]: xml }, { rowCount })
  return rowsIn(part(drawingPath))
}

describe('a drawing below the rows moves with their end', () => {
  test.each([
    ['up', 2, [5, 7]],
    ['down', 100, [103, 105]],
  ])('%s', async (_where, rowCount, rows) => {
    expect(
      await movedRows(`<xdr:wsDr ${namespaces}>${anchor('xdr:', 1)}</xdr:wsDr>`, rowCount),
    ).toEqual(rows)
  })

  test('if its place is one cell', async () => {
    const xml = `<xdr:wsDr ${namespaces}>${anchor('xdr:', 0, 'oneCellAnchor')}</xdr:wsDr>`
    expect(await movedRows(xml, 100)).toEqual([103])
  })

  test('if it is for some versions of Excel only', async () => {
    const choice = `<mc:AlternateContent><mc:Choice Requires="a14">${anchor('xdr:', 0)}</mc:Choice><mc:Fallback/></mc:AlternateContent>`
    expect(await movedRows(`<xdr:wsDr ${namespaces}>${choice}</xdr:wsDr>`, 100)).toEqual([103, 105])
  })

  test('if its part has no prefix', async () => {
    const [declared] = namespaces.replace('xmlns:xdr', 'xmlns').split(' ')
    expect(await movedRows(`<wsDr ${declared}>${anchor('', 0)}</wsDr>`, 100)).toEqual([103, 105])
  })
})

test('a drawing beside the rows stays', async () => {
  const xml = `<xdr:wsDr ${namespaces}>${anchor('xdr:', 2)}</xdr:wsDr>`
  expect(await movedRows(xml, 100)).toEqual([8, 10])
})

describe('what its user fixed to its place stays there', () => {
  test('a drawing', async () => {
    const fixed = anchor('xdr:', 0).replace('Anchor>', 'Anchor editAs="absolute">')
    const xml = `<xdr:wsDr ${namespaces}>${fixed}${anchor('xdr:', 0)}</xdr:wsDr>`
    expect(await movedRows(xml, 100)).toEqual([8, 10, 103, 105])
  })

  test('a control', async () => {
    const place = anchor('', 0).replace(/<clientData.*/, '</anchor>')
    const controls = ['', ' moveWithCells="1"', ' sizeWithCells="true"'].map((flag) =>
      place.replace('<twoCellAnchor>', `<anchor${flag}>`),
    )
    const xml = `<controls>${controls.join('')}</controls>`
    const changes = { [sheetPath]: before('</worksheet>', xml) }
    const { part } = await fillChanged(changes, { rowCount: 100 })
    expect(rowsIn(part(sheetPath))).toEqual([8, 10, 103, 105, 103, 105])
  })

  test('the shape of a control', async () => {
    const path = 'xl/drawings/vmlDrawing1.vml'
    const flags = ['<x:MoveWithCells/>', '<x:MoveWithCells>False</x:MoveWithCells>', '']
    const shapes = flags.map(
      (flag) =>
        `<x:ClientData ObjectType="Drop">${flag}<x:Anchor>0, 0, 8, 0, 1, 0, 10, 0</x:Anchor></x:ClientData>`,
    )
    const changes = {
      [path]: `<xml>${shapes.join('')}</xml>`,
      [sheetRelationshipsPath]: related({ vmlDrawing: '../drawings/vmlDrawing1.vml' }),
    }
    const { part } = await fillChanged(changes, { rowCount: 100 })
    const rows = [...part(path).matchAll(/<x:Anchor>0, 0, ?(\d+)/g)].map(([, row]) => Number(row))
    expect(rows).toEqual([8, 103, 103])
  })
})

describe('notes', () => {
  const comments = 'xl/comments1.xml'
  const threads = 'xl/threadedComments/threadedComment1.xml'
  const shapes = 'xl/drawings/vmlDrawing1.vml'
  const note = (row: string, place: string) =>
    `<v:shape><x:ClientData ObjectType="Note">\n <x:Anchor>\n 2, 15, ${place}, 2, 4, 31, 12, 4</x:Anchor>${row}<x:Column>1</x:Column></x:ClientData></v:shape>`
  const control =
    '<v:shape><x:ClientData ObjectType="Button"><x:Anchor>0, 0, 8, 0, 1, 0, 9, 0</x:Anchor></x:ClientData></v:shape>'
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

  async function moved(into: string) {
    const list = ['B1', 'B9', 'C9'].map((ref) => `<comment ref="${ref}" authorId="0"/>`).join('')
    const { part } = await fillChanged(
      {
        [comments]: `<comments xmlns="${main}"><commentList>${list}</commentList></comments>`,
        [threads]: '<ThreadedComments><threadedComment ref="B9" id="{1}"/></ThreadedComments>',
        [shapes]: `<xml>${note('<x:Row>8</x:Row>', '9')}${note('<x:Row>0</x:Row>', '1')}${control}</xml>`,
        [sheetRelationshipsPath]: related({
          comments: '../comments1.xml',
          threadedComment: '../threadedComments/threadedComment1.xml',
          vmlDrawing: '../drawings/vmlDrawing1.vml',
        }),
      },
      { rowCount: 100, into },
    )
    const refs = (path: string) =>
      [...part(path).matchAll(/ ref="(\w+:?\w*)"/g)].map(([, ref]) => ref)
    return { refs, shapes: part(shapes) }
  }

  test('below the rows move with their end, and so do their shapes', async () => {
    const { refs, shapes: xml } = await moved('Sheet1!A1:B5')
    expect(refs(comments)).toEqual(['B1', 'B104', 'C9'])
    expect(refs(threads)).toEqual(['B104'])
    expect([...xml.matchAll(/<x:Row>(\d+)/g)].map(([, row]) => row)).toEqual(['103', '0'])
    const places = [...xml.matchAll(/<x:Anchor>([^<]*)/g)].map(([, text]) =>
      text!.split(',').map(Number),
    )
    expect(places.map((numbers) => [numbers[2], numbers[6]])).toEqual([
      [104, 107],
      [1, 12],
      [103, 104],
    ])
  })

  test('of the only row of the example stay on their cell', async () => {
    const { refs } = await moved('Sheet1!A1:B1')
    expect(refs(comments)).toEqual(['B1', 'B108', 'C9'])
  })

  test('of rows that the data no longer has are removed, with their shapes', async () => {
    const list = ['B2', 'B4', 'B7', 'C4'].map((ref) => `<comment ref="${ref}" authorId="0"/>`)
    const shape = (row: number, column: number) =>
      note(`<x:Row>${row}</x:Row>`, '0').replace('<x:Column>1', `<x:Column>${column}`)
    const { part } = await fillChanged(
      {
        [comments]: `<comments xmlns="${main}"><commentList>${list.join('')}</commentList></comments>`,
        [threads]:
          '<ThreadedComments><threadedComment ref="B4"/><threadedComment ref="B7"/></ThreadedComments>',
        [shapes]: `<xml>${shape(1, 1)}${shape(3, 1)}${shape(6, 1)}${shape(3, 2)}</xml>`,
        [sheetRelationshipsPath]: related({
          comments: '../comments1.xml',
          threadedComment: '../threadedComments/threadedComment1.xml',
          vmlDrawing: '../drawings/vmlDrawing1.vml',
        }),
      },
      { rowCount: 2 },
    )
    const refs = (path: string) => [...part(path).matchAll(/ ref="(\w+)"/g)].map(([, ref]) => ref)
    expect(refs(comments)).toEqual(['B2', 'B4', 'C4'])
    expect(refs(threads)).toEqual(['B4'])
    expect([...part(shapes).matchAll(/<x:Row>(\d+)/g)].map(([, row]) => row)).toEqual([
      ...['1', '3', '3'],
    ])
  })
})
