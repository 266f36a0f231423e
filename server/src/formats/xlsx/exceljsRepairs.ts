import { quotedSheetName, sheetNames } from './workbookSheets.ts'
import {
  childNamed,
  descendants,
  element,
  elementsOf,
  sortChildren,
  textOf,
  type XmlElement,
} from './xml.ts'
import { escapeText } from './xmlText.ts'

/**
 * Repairs of what exceljs 4.4.0 writes against the schema of ECMA-376 part 1, found with Microsoft's
 * validator. Excel tolerates most of it; other readers and checks do not.
 */

/** CT_Font, 18.8.22, in the order of Excel's schema. */
export const fontOrder = [
  'b',
  'i',
  'strike',
  'condense',
  'extend',
  'outline',
  'shadow',
  'u',
  'vertAlign',
  'sz',
  'color',
  'name',
  'family',
  'charset',
  'scheme',
]

/** CT_Worksheet, 18.3.1.99. */
export const worksheetOrder = [
  'sheetPr',
  'dimension',
  'sheetViews',
  'sheetFormatPr',
  'cols',
  'sheetData',
  'sheetCalcPr',
  'sheetProtection',
  'protectedRanges',
  'scenarios',
  'autoFilter',
  'sortState',
  'dataConsolidate',
  'customSheetViews',
  'mergeCells',
  'phoneticPr',
  'conditionalFormatting',
  'dataValidations',
  'hyperlinks',
  'printOptions',
  'pageMargins',
  'pageSetup',
  'headerFooter',
  'rowBreaks',
  'colBreaks',
  'customProperties',
  'cellWatches',
  'ignoredErrors',
  'smartTags',
  'drawing',
  'legacyDrawing',
  'legacyDrawingHF',
  'picture',
  'oleObjects',
  'controls',
  'webPublishItems',
  'tableParts',
  'extLst',
]

/** ST_ConditionalFormattingOperator, 18.18.15. */
const ruleOperators = [
  'lessThan',
  'lessThanOrEqual',
  'equal',
  'notEqual',
  'greaterThanOrEqual',
  'greaterThan',
  'between',
  'notBetween',
  'containsText',
  'notContains',
  'beginsWith',
  'endsWith',
]

export function repairStyles(styles: XmlElement): void {
  for (const part of descendants(styles)) if (part.name === 'font') sortChildren(part, fontOrder)
}

/** Elements out of order, and rules that repeat their type where an operator belongs. */
export function repairSheet(sheet: XmlElement): void {
  sortChildren(sheet, worksheetOrder)
  for (const { name, attributes } of descendants(sheet)) {
    if (name !== 'cfRule' || ruleOperators.includes(attributes.get('operator') ?? '')) continue
    attributes.delete('operator')
  }
}

/** An image with one anchor must not have `editAs`. */
export function repairDrawing(drawing: XmlElement): void {
  for (const { name, attributes } of elementsOf(drawing)) {
    if (name === 'xdr:oneCellAnchor') attributes.delete('editAs')
  }
}

/**
 * Print areas lack a `$`; areas of several ranges are several names, which Excel does not open; the
 * apostrophes of sheet names are not doubled.
 */
export function repairWorkbook(workbook: XmlElement): void {
  const definedNames = childNamed(workbook, 'definedNames')
  if (!definedNames) return
  const sheets = sheetNames(workbook)
  const known = new Map<string, XmlElement>()
  for (const definedName of elementsOf(definedNames)) {
    const { attributes } = definedName
    const index = attributes.get('localSheetId')
    const text = index
      ? localName(textOf(definedName), sheets[Number(index)]!)
      : textOf(definedName)
    const key = `${attributes.get('name')} ${index}`
    const first = known.get(key)
    if (first) first.children.push(escapeText(`,${text}`))
    else known.set(key, element('definedName', attributes, [escapeText(text)]))
  }
  definedNames.children = [...known.values()]
}

function localName(text: string, sheet: string): string {
  return text
    .replaceAll(`'${sheet}'!`, () => `${quotedSheetName(sheet)}!`)
    .replace(/!\$([A-Z]+)(\d+):\$([A-Z]+)(\d+)/g, '!$$$1$$$2:$$$3$$$4')
}

/** The list of sheets is wrong when the rows need a second sheet; readers do not need the list. */
export function repairProperties(properties: XmlElement): void {
  properties.children = elementsOf(properties).filter(
    ({ name }) => name !== 'HeadingPairs' && name !== 'TitlesOfParts',
  )
}
