import { describe, expect, test } from 'vitest'
import { mainNamespace, officeRelationships, withStandardPrefixes } from './standardPrefixes.ts'
import { parseXml, toXml } from './xml.ts'

const x14 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'
const xm = 'http://schemas.microsoft.com/office/excel/2006/main'

const changed = (xml: string) => toXml(withStandardPrefixes(parseXml(xml), xml))

/** Without declarations. */
const names = (xml: string) => changed(xml).replaceAll(/ xmlns(:\w+)?="[^"]*"/g, '')

describe('names get the prefixes that Excel writes', () => {
  test('where all have others', () => {
    const xml = `<ns0:workbook xmlns:ns0="${mainNamespace}" xmlns:ns1="${officeRelationships}"><ns0:sheet name="ns0:a" ns1:id="rId1"/></ns0:workbook>`
    expect(names(xml)).toBe('<workbook><sheet name="ns0:a" r:id="rId1"/></workbook>')
    expect(changed(xml)).toContain(`xmlns="${mainNamespace}"`)
    expect(changed(xml)).toContain(`xmlns:r="${officeRelationships}"`)
  })

  test('where an extension is a default inside, or declared inside', () => {
    const xml = `<worksheet xmlns="${mainNamespace}"><ext xmlns:b="urn:b"><rules xmlns="${x14}"><m:f xmlns:m="${xm}">A1</m:f><b:c/></rules></ext><y:rules xmlns:y="${x14}"/></worksheet>`
    expect(names(xml)).toBe(
      '<worksheet><ext><x14:rules><xm:f>A1</xm:f><b:c/></x14:rules></ext><x14:rules/></worksheet>',
    )
    expect(changed(xml)).not.toContain(`xmlns="${x14}"`)
  })

  test('but neither the default of another part, nor what is declared in it', () => {
    const xml = `<slicers xmlns="${x14}" xmlns:x="${mainNamespace}" xmlns:mc="urn:mc" mc:Ignorable="x"><x:ext/></slicers>`
    expect(changed(xml)).toBe(xml)
  })
})

test('declarations stay, because attributes list prefixes', () => {
  const xml = `<n:worksheet xmlns:n="${mainNamespace}" xmlns:r="${officeRelationships}" xmlns:q="${x14}" xmlns:mc="urn:mc" mc:Ignorable="q"/>`
  expect(changed(xml)).toContain(`xmlns:q="${x14}"`)
})

test('a sheet declares the prefix of the relationships that are added to it', () => {
  expect(changed(`<worksheet xmlns="${mainNamespace}"/>`)).toBe(
    `<worksheet xmlns="${mainNamespace}" xmlns:r="${officeRelationships}"/>`,
  )
})

test('a part that uses a prefix of Excel for something else is refused', () => {
  const xml = `<workbook xmlns="${mainNamespace}" xmlns:r="urn:other" xmlns:o="${officeRelationships}"><sheet o:id="rId1"/></workbook>`
  expect(() => changed(xml)).toThrow('This part uses the prefix r for another namespace')
})
