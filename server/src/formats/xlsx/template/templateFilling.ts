import type { ZoneClock } from '../../zoneClock.ts'
import type { FigureTally } from '../figureTally.ts'
import { relativeTarget } from '../partPaths.ts'
import type { WorkbookOptions } from '../workbookOptions.ts'
import { WorkbookPackage } from '../workbookPackage.ts'
import { element, type XmlElement } from '../xml.ts'
import { appendedColumns, headingCells } from './appendColumns.ts'
import { dropCalculationChain } from './growWorkbook.ts'
import { LaterNames } from './laterNames.ts'
import type { OpenedTemplate } from './openedTemplate.ts'
import { sharedTextsOf, sharedTextsPath } from './sharedTexts.ts'
import {
  addressCells,
  cellsOf,
  columnOf,
  rowNumberOf,
  rowsOf,
  saveAgain,
  unshareFormulas,
} from './sheetCells.ts'
import { widened, type TableArea } from './tableGrowth.ts'
import { TemplateAbout } from './templateAbout.ts'
import type { TemplateColumn } from './templateColumns.ts'
import { templatePlans, type TemplatePlans } from './templatePlans.ts'
import { TemplateSheet } from './templateSheet.ts'
import { TemplateStyles } from './templateStyles.ts'
import { TemplateValues } from './templateValues.ts'
import { ValueCells } from './valueCells.ts'

const sharedStringsType =
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml'

export interface FillingContext {
  readonly encode: WorkbookOptions
  readonly tally: FigureTally
  readonly clock: ZoneClock
}

/** A template with everything done that can be done before the rows. */
export interface TemplateFilling {
  readonly parts: WorkbookPackage
  readonly sharedTextsPath: string
  /** The `<si>` elements of the template. */
  readonly sharedTexts: XmlElement[]
  readonly area: TableArea
  readonly columns: readonly TemplateColumn[]
  readonly appended: readonly TemplateColumn[]
  readonly plans: TemplatePlans
  readonly sheet: TemplateSheet
  readonly names: LaterNames
  readonly values: ValueCells
  readonly about: TemplateAbout | null
  /** XML of the sheet before the rows. */
  readonly head: string
}

export function beginFilling(template: OpenedTemplate, context: FillingContext): TemplateFilling {
  const { target, table, workbookPath, options } = template
  const { encode } = context
  const parts = new WorkbookPackage(template.parts)
  const tree = parts.tree(target.sheetPath)
  addressCells(tree)
  unshareFormulas(tree)
  dropCalculationChain(parts, workbookPath)
  const [stylesPath] = parts.relatedOfKind(workbookPath, 'styles')
  if (stylesPath === undefined) throw new Error(`The file has no styles. ${saveAgain}`)
  const styles = new TemplateStyles(parts.tree(stylesPath))
  const textsPath = sharedTextsPath(parts) ?? addSharedTexts(parts, workbookPath)
  const sharedTexts = sharedTextsOf(parts)
  const appended =
    options.appendColumns === true ? appendedColumns(table.columns, encode.columns) : []
  const columns = [...table.columns, ...appended]
  const area = widened(table.area, columns.at(-1)!.index)
  const names = new LaterNames({ area, columns, table: target.table?.name ?? null })
  const { columns: requested, locale } = encode
  const plans = templatePlans(columns, {
    sheet: tree,
    area,
    styles,
    names,
    columns: requested,
    locale,
  })
  const sheet = new TemplateSheet(tree, area)
  const style = headingStyle(tree, table.area)
  if (area.headerRow !== null) {
    sheet.addHeadings(headingCells(appended, area.headerRow, { style, sharedTexts }))
  }
  const values = new ValueCells({
    values: new TemplateValues({
      ...context,
      columns: requested,
      locale,
      early: encode.values ?? {},
    }),
    sharedTexts,
    styles,
    names,
  })
  const about =
    options.aboutSheet === true
      ? new TemplateAbout(parts, workbookPath, encode.aboutTitle, styles)
      : null
  return {
    parts,
    sharedTextsPath: textsPath,
    sharedTexts,
    area,
    columns,
    appended,
    plans,
    sheet,
    names,
    values,
    about,
    head: sheet.head(values, names),
  }
}

function addSharedTexts(parts: WorkbookPackage, workbookPath: string): string {
  const path = parts.freePath('xl/sharedStrings1.xml').replace('1.xml', '.xml')
  parts.add(path, element('sst'), sharedStringsType)
  parts.relate(workbookPath, 'sharedStrings', relativeTarget(workbookPath, path))
  return path
}

/** The style of the last heading, which those that are added get too. */
function headingStyle(sheet: XmlElement, { headerRow, lastColumn }: TableArea): string {
  const row = rowsOf(sheet).find((candidate) => rowNumberOf(candidate) === headerRow)
  const cell = (row ? cellsOf(row) : []).find((candidate) => columnOf(candidate) === lastColumn)
  return cell?.attributes.get('s') ?? '0'
}
