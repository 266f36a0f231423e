import type { OpenedTemplate } from './openedTemplate.ts'
import { growCellLinks } from './cellLinks.ts'
import { dataNames } from './dataNames.ts'
import { growCharts } from './growCharts.ts'
import { growTable, growTableFormulas, moveNeighbours } from './growParts.ts'
import { moveComments, moveDrawings } from './moveDrawings.ts'
import { refreshPivots } from './refreshPivots.ts'
import { fillDrawings, growOtherSheet, growWorkbook } from './growWorkbook.ts'
import type { TableGrowth } from './tableGrowth.ts'
import type { TemplateFilling } from './templateFilling.ts'
import { worksheetsOf } from './templateTarget.ts'

/** Brings everything outside the sheet of the data up to date. */
export function growTemplate(
  { workbookPath, target, table }: OpenedTemplate,
  { parts, columns, appended, names: laterNames, values, about }: TemplateFilling,
  growth: TableGrowth,
): void {
  const { totalsRowCount } = table
  const names = dataNames(parts.tree(workbookPath), growth, target.table?.name ?? null)
  refreshPivots(parts, { workbookPath, names }, growth)
  if (target.table) {
    growTable(parts.tree(target.table.path), growth, { columns, appended, totalsRowCount })
  }
  moveNeighbours(parts, target, growth)
  moveDrawings(parts, target.sheetPath, growth)
  moveComments(parts, target.sheetPath, growth)
  growCharts(parts, { names, growth })
  for (const sheet of worksheetsOf(parts, workbookPath)) {
    growTableFormulas(parts, { target, sheet }, growth)
    growCellLinks(parts, sheet, growth)
    const isOther = sheet.path !== target.sheetPath && sheet.path !== about?.path
    if (isOther) growOtherSheet(parts, sheet, growth, values)
  }
  growWorkbook(parts.tree(workbookPath), growth, laterNames.elements(growth))
  values.fillTexts(parts.tree(workbookPath))
  values.fillSharedTexts()
  fillDrawings(parts, values)
}
