import {
  childNamed,
  descendants,
  element,
  elementsOf,
  textOf,
  unescapeXml,
  type XmlElement,
} from './xml.ts'
import { escapeAttribute, escapeText } from './xmlText.ts'

/**
 * The list of sheets in workbook.xml (ECMA-376 part 1, 18.2.20), and the elements that refer to
 * sheets by their position in it.
 */
export function sheetNames(workbook: XmlElement): string[] {
  return elementsOf(childNamed(workbook, 'sheets')!).map(({ attributes }) =>
    unescapeXml(attributes.get('name')!),
  )
}

/** Relationship id of the sheet with this name. */
export function sheetRelationshipId(workbook: XmlElement, name: string): string {
  const index = sheetNames(workbook).indexOf(name)
  const sheet = elementsOf(childNamed(workbook, 'sheets')!)[index]
  if (!sheet) throw new Error(`The workbook has no sheet "${name}".`)
  return sheet.attributes.get('r:id')!
}

export interface NewSheet {
  readonly name: string
  readonly relationshipId: string
  /** The sheet before it, whose print titles and print area it copies. */
  readonly after: string
}

export function insertSheet(workbook: XmlElement, { name, relationshipId, after }: NewSheet): void {
  const sheets = childNamed(workbook, 'sheets')!
  const index = sheetNames(workbook).indexOf(after) + 1
  const ids = elementsOf(sheets).map(({ attributes }) => Number(attributes.get('sheetId')))
  const sheet = element('sheet', [
    ['sheetId', String(Math.max(...ids) + 1)],
    ['name', escapeAttribute(name)],
    ['state', 'visible'],
    ['r:id', relationshipId],
  ])
  sheets.children.splice(index, 0, sheet)
  moveIndexes(workbook, index)
  const definedNames = definedNamesOf(workbook)
  for (const original of elementsOf(definedNames)) {
    const { attributes } = original
    if (attributes.get('localSheetId') !== String(index - 1)) continue
    if (!attributes.get('name')!.startsWith('_xlnm.Print_')) continue
    const copy = textOf(original).replaceAll(
      `${quotedSheetName(after)}!`,
      () => `${quotedSheetName(name)}!`,
    )
    const copied = new Map(attributes).set('localSheetId', String(index))
    definedNames.children.push(element('definedName', copied, [escapeText(copy)]))
  }
}

/**
 * The hidden name that Excel keeps for a sheet's filter; without it some readers show no filter.
 * `range` is absolute: `$A$1:$J$100`.
 */
export function nameFilter(workbook: XmlElement, sheet: string, range: string): void {
  const attributes = [
    ['name', '_xlnm._FilterDatabase'],
    ['localSheetId', String(sheetNames(workbook).indexOf(sheet))],
    ['hidden', '1'],
  ] as const
  const text = escapeText(`${quotedSheetName(sheet)}!${range}`)
  definedNamesOf(workbook).children.push(element('definedName', attributes, [text]))
}

/** `'Bird''s eye'`, as formulas refer to a sheet. */
export function quotedSheetName(name: string): string {
  return `'${name.replaceAll("'", "''")}'`
}

/** Moves all references to sheets at `index` or after by one. */
function moveIndexes(workbook: XmlElement, index: number): void {
  for (const { attributes } of descendants(workbook)) {
    for (const key of ['localSheetId', 'activeTab', 'firstSheet']) {
      const value = Number(attributes.get(key) ?? -1)
      if (value >= index) attributes.set(key, String(value + 1))
    }
  }
}

/** The `<definedName>` elements of a workbook. */
export function definedNamesIn(workbook: XmlElement): XmlElement[] {
  const names = childNamed(workbook, 'definedNames')
  return names ? elementsOf(names) : []
}

/** The element around them, which is added where it is missing. */
export function definedNamesOf(workbook: XmlElement): XmlElement {
  const known = childNamed(workbook, 'definedNames')
  if (known) return known
  const definedNames = element('definedNames')
  const sheets = workbook.children.indexOf(childNamed(workbook, 'sheets')!)
  workbook.children.splice(sheets + 1, 0, definedNames)
  return definedNames
}
