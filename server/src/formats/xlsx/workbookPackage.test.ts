import { expect, test } from 'vitest'
import { WorkbookPackage } from './workbookPackage.ts'

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const sheet = 'xl/worksheets/sheet1.xml'

function packageWith(relationships: string, ...paths: string[]): WorkbookPackage {
  const xml = `<Relationships>${relationships}</Relationships>`
  return new WorkbookPackage(
    new Map([
      ['xl/worksheets/_rels/sheet1.xml.rels', Buffer.from(xml)],
      ...paths.map((path) => [path, Buffer.from('<a/>')] as const),
    ]),
  )
}

const table = (target: string, id = 'rId1') =>
  `<Relationship Id="${id}" Type="${office}/table" Target="${target}"/>`

test.each([
  ['../tables/table1.xml', 'xl/tables/Table1.xml'],
  ['/XL/tables/table1.xml', 'xl/tables/table1.xml'],
  ['../tables/my%20table.xml', 'xl/tables/my table.xml'],
  ['../tables/Größen &amp; Preise.xml', 'xl/tables/Größen & Preise.xml'],
  ['../tables/100%.xml', 'xl/tables/100%.xml'],
])('the relationship to %s finds the part %s', (target, path) => {
  const parts = packageWith(table(target), path)
  expect(parts.relatedOfKind(sheet, 'table')).toEqual([path])
  expect(parts.related(sheet, 'rId1')).toBe(path)
})

test('a new relationship has an id of its own, in a file of ours too', () => {
  const parts = packageWith(table('a.xml', 'rIdX2') + table('b.xml', 'rIdx4'))
  const ids = ['c', 'd'].map((target) => parts.relate(sheet, 'table', target))
  expect(ids).toEqual(['rIdX5', 'rIdX6'])
})
