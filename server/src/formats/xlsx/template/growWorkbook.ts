import { definedNamesIn, definedNamesOf } from '../workbookSheets.ts'
import type { WorkbookPackage } from '../workbookPackage.ts'
import { childNamed, element, textOf, type XmlElement } from '../xml.ts'
import { escapeFormula } from '../xmlText.ts'
import { mentions } from './growParts.ts'
import { growRules } from './growElements.ts'
import { addressCells, cellsOf, rowsOf, unshareFormulas } from './sheetCells.ts'
import type { TableGrowth } from './tableGrowth.ts'
import { dropResult } from './templateSheet.ts'
import type { TemplateSheetPart } from './templateTarget.ts'
import type { ValueCells } from './valueCells.ts'

/** CT_Workbook, ECMA-376 part 1, 18.2.27: what may come after `calcPr`. */
const afterCalculation = new Set([
  ...['oleSize', 'customWorkbookViews', 'pivotCaches', 'smartTagPr', 'smartTagTypes'],
  ...['webPublishing', 'fileRecoveryPr', 'webPublishObjects', 'extLst'],
])

/** Names that refer to the data, and a mark that all formulas are to be calculated. */
export function growWorkbook(
  workbook: XmlElement,
  growth: TableGrowth,
  hiddenNames: readonly XmlElement[],
): void {
  for (const name of definedNamesIn(workbook)) {
    // Those of charts stand for a series.
    const use = name.attributes.get('name')!.startsWith('_xlchart.') ? 'shown' : 'formula'
    name.children = [escapeFormula(growth.formula(textOf(name), null, use))]
  }
  if (hiddenNames.length > 0) definedNamesOf(workbook).children.push(...hiddenNames)
  const calculation = childNamed(workbook, 'calcPr') ?? addCalculation(workbook)
  calculation.attributes.set('fullCalcOnLoad', '1')
}

function addCalculation(workbook: XmlElement): XmlElement {
  const calculation = element('calcPr')
  const index = workbook.children.findIndex(
    (child) => typeof child !== 'string' && afterCalculation.has(child.name),
  )
  workbook.children.splice(index < 0 ? workbook.children.length : index, 0, calculation)
  return calculation
}

/** Another sheet: formulas, whose results are no longer true, rules, and placeholders. */
export function growOtherSheet(
  parts: WorkbookPackage,
  { path, name }: TemplateSheetPart,
  growth: TableGrowth,
  values: ValueCells,
): void {
  const xml = parts.text(path)
  const isAbout = mentions(xml, growth)
  const hasFormulas = /<(\w+:)?f[ >]/.test(xml)
  const hasValues = xml.includes('{{') || values.mayFillCells
  if (!isAbout && !hasFormulas && !hasValues) return
  const sheet = parts.tree(path)
  addressCells(sheet)
  if (isAbout) unshareFormulas(sheet)
  for (const row of rowsOf(sheet)) {
    for (const cell of cellsOf(row)) {
      values.fill(cell)
      const formula = childNamed(cell, 'f')
      if (!formula) continue
      const text = textOf(formula)
      if (text !== '') formula.children = [escapeFormula(growth.formula(text, name))]
      dropResult(cell)
    }
  }
  growRules(sheet, growth, name)
  values.fillTexts(sheet)
}

/** Texts of charts and drawings with placeholders. */
export function fillDrawings(parts: WorkbookPackage, values: ValueCells): void {
  for (const path of parts.paths()) {
    if (!/(^|\/)(charts|drawings)\/[^/]*\.xml$/i.test(path)) continue
    if (parts.text(path).includes('{{')) values.fillTexts(parts.tree(path))
  }
}

/** The order of calculation was that of the template's cells; Excel finds its own. */
export function dropCalculationChain(parts: WorkbookPackage, workbookPath: string): void {
  for (const path of parts.relatedOfKind(workbookPath, 'calcChain')) {
    parts.remove(path, workbookPath)
  }
}
