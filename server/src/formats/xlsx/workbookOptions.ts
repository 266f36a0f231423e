import type { EncodeOptions, EncodeResult } from '../encoder.ts'
import type { OpenedTemplate } from './template/openedTemplate.ts'
import type { TemplateValue } from './template/templateOptions.ts'
import type { WorkbookDesign } from './workbookDesign.ts'

/** One line of the sheet "About this export". */
export interface AboutEntry {
  readonly label: string
  readonly value: string | number
}

export interface WorkbookOptions extends EncodeOptions {
  /** Name of the first sheet; made legal where it is not. */
  readonly title: string
  /** Name of the sheet that says what this file is. */
  readonly aboutTitle: string
  /** Lines of the sheet "About this export". */
  readonly about: (result: EncodeResult) => readonly AboutEntry[]
  /** The workbook's look; a plain one when left out. */
  readonly design?: WorkbookDesign
  /** A workbook to fill, in place of a design. */
  readonly template?: OpenedTemplate | undefined
  /** Values for the template's placeholders that are known before the rows, by name. */
  readonly values?: Readonly<Record<string, TemplateValue>>
}
