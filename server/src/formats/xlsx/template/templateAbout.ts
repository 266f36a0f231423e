import type { EncodeResult } from '../../encoder.ts'
import type { ZoneClock } from '../../zoneClock.ts'
import { aboutRowsXml } from '../aboutSheet.ts'
import type { ColumnPlan } from '../columnPlan.ts'
import { relativeTarget } from '../partPaths.ts'
import type { SharedStrings } from '../sharedStrings.ts'
import { legalSheetName } from '../sheetName.ts'
import type { WorkbookOptions } from '../workbookOptions.ts'
import { mainNamespace } from '../standardPrefixes.ts'
import type { WorkbookPackage } from '../workbookPackage.ts'
import { sheetNames } from '../workbookSheets.ts'
import { childNamed, element, elementsOf } from '../xml.ts'
import { escapeAttribute } from '../xmlText.ts'
import type { TemplateStyles } from './templateStyles.ts'

const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'

/** The sheet "About this export" of a filled template, after its own sheets. */
export class TemplateAbout {
  readonly #parts: WorkbookPackage
  readonly path: string
  readonly #label: ColumnPlan
  readonly #value: ColumnPlan

  constructor(parts: WorkbookPackage, workbookPath: string, title: string, styles: TemplateStyles) {
    this.#parts = parts
    this.path = parts.freePath('xl/worksheets/sheet1.xml')
    const bold = styles.bold()
    this.#label = { letters: 'A', type: 'text', style: bold, quotedStyle: bold }
    this.#value = { letters: 'B', type: 'text', style: 0, quotedStyle: styles.quoted(0, 'text') }
    parts.add(this.path, element('worksheet', [['xmlns', mainNamespace]]), contentType)
    const target = relativeTarget(workbookPath, this.path)
    const relationshipId = parts.relate(workbookPath, 'worksheet', target)
    const workbook = parts.tree(workbookPath)
    const sheets = childNamed(workbook, 'sheets')!
    const ids = elementsOf(sheets).map(({ attributes }) => Number(attributes.get('sheetId')))
    const attributes = [
      ['name', escapeAttribute(legalSheetName(title, sheetNames(workbook)))],
      ['sheetId', String(Math.max(0, ...ids) + 1)],
      ['r:id', relationshipId],
    ] as const
    sheets.children.push(element('sheet', attributes))
  }

  fill(
    about: WorkbookOptions['about'],
    result: EncodeResult,
    context: { readonly strings: SharedStrings; readonly clock: ZoneClock },
  ): void {
    const widths = [22, 80].map((width, index) =>
      element('col', [
        ['min', String(index + 1)],
        ['max', String(index + 1)],
        ['width', String(width)],
        ['customWidth', '1'],
      ]),
    )
    const plans = { label: this.#label, value: this.#value }
    const rows = aboutRowsXml(about(result), { ...context, ...plans })
    this.#parts.tree(this.path).children = [
      element('cols', [], widths),
      element('sheetData', [], [rows]),
    ]
  }
}
