import type { WorkbookPackage } from '../workbookPackage.ts'
import { descendants, unescapeXml, type XmlElement } from '../xml.ts'
import { escapeAttribute, escapeFormula } from '../xmlText.ts'
import { attributeOf } from './sheetCells.ts'
import type { RangeUse, TableGrowth } from './tableGrowth.ts'
import type { TemplateSheetPart } from './templateTarget.ts'

/**
 * Attributes with a reference to cells: of form controls ([MS-XLSX] CT_FormControlPr), of ActiveX
 * controls (ECMA-376 part 1, 18.3.1.19), and of text boxes and pictures that show cells (20.5.2.29).
 */
const linkAttributes: Readonly<Record<string, RangeUse>> = {
  fmlaLink: 'formula',
  fmlaRange: 'shown',
  fmlaGroup: 'formula',
  fmlaTxbx: 'formula',
  linkedCell: 'formula',
  listFillRange: 'shown',
  textlink: 'formula',
  cellRange: 'formula',
}

const linksInText = new RegExp(`\\b(${Object.keys(linkAttributes).join('|')})=`)

/** The same in VML (ECMA-376 part 4, 19.4). */
const vmlLink = /(<x:Fmla(Link|Range|Group|Txbx|Pict)>)([^<]*)/g

/** Controls, text boxes and pictures of a sheet that show cells, or write into one. */
export function growCellLinks(
  parts: WorkbookPackage,
  sheet: TemplateSheetPart,
  growth: TableGrowth,
): void {
  for (const path of ['ctrlProp', 'drawing'].flatMap((kind) =>
    parts.relatedOfKind(sheet.path, kind),
  )) {
    if (!parts.has(path) || !linksInText.test(parts.text(path))) continue
    const tree = parts.tree(path)
    for (const part of [tree, ...descendants(tree)]) growLink(part, growth, sheet.name)
  }
  for (const path of parts.relatedOfKind(sheet.path, 'vmlDrawing')) {
    if (!parts.has(path)) continue
    const text = parts.text(path)
    const grown = text.replaceAll(vmlLink, (_, tag: string, kind: string, formula: string) => {
      const use = kind === 'Range' ? 'shown' : 'formula'
      return tag + escapeFormula(growth.formula(unescapeXml(formula), sheet.name, use))
    })
    if (grown !== text) parts.replaceText(path, grown)
  }
}

/** The references in the attributes of an element of this sheet. */
export function growLink(part: XmlElement, growth: TableGrowth, sheet: string): void {
  for (const name of part.attributes.keys()) {
    const use = linkAttributes[name]
    if (!use) continue
    const text = attributeOf(part, name)!
    const grown = growth.formula(text, sheet, use)
    if (grown !== text) part.attributes.set(name, escapeAttribute(grown))
  }
}
