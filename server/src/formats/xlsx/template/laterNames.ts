import { quotedSheetName } from '../workbookSheets.ts'
import { element, type XmlElement } from '../xml.ts'
import { escapeText } from '../xmlText.ts'
import { absoluteText, type CellRange } from './cellRange.ts'
import { rangeOf, replaceReferences, type Reference } from './formulaReferences.ts'
import { TableGrowth, type TableArea } from './tableGrowth.ts'
import type { TemplateColumn } from './templateColumns.ts'

export interface LaterNamesOptions {
  readonly area: TableArea
  readonly columns: readonly TemplateColumn[]
  /** Name of the Table; null for a range. */
  readonly table: string | null
}

/**
 * Formulas that are written before the rows, when it is not known yet where these end: the ranges in
 * them become structured references, or hidden names that get their range after the rows.
 */
export class LaterNames {
  readonly #options: LaterNamesOptions
  readonly #names = new Map<string, (growth: TableGrowth) => string>()

  constructor(options: LaterNamesOptions) {
    this.#options = options
  }

  /**
   * The formula, which is on the sheet of the data, without a range whose end depends on the rows. In a
   * formula that is filled down, only rows with a `$` are such an end.
   */
  formula(formula: string, { isFilledDown = false } = {}): string {
    const { area } = this.#options
    const [more, fewer] = [1, -1].map((rows) => new TableGrowth(area, area.lastRow + rows))
    return replaceReferences(formula, (reference) => {
      const { first, last, whole } = reference
      if (whole !== null) return null
      const isFixed = first.rowFixed && (last === null || last.rowFixed)
      if (isFilledDown && !isFixed) return null
      const range = rangeOf(reference)
      const use = reference.last === null ? 'cell' : 'range'
      const changes = [more!, fewer!].some((growth) => this.#changes(growth, reference))
      if (!changes) return null
      return this.#structured(range) ?? this.#named(range, use)
    })
  }

  /** Name of a number that is known after the rows. */
  value(valueOf: (growth: TableGrowth) => string): string {
    return this.#add(`value ${this.#names.size}`, valueOf)
  }

  /** The names as elements of workbook.xml. */
  elements(growth: TableGrowth): XmlElement[] {
    return [...this.#names.values()].map((textOf, index) =>
      element(
        'definedName',
        [
          ['name', nameOf(index)],
          ['hidden', '1'],
        ],
        [escapeText(textOf(growth))],
      ),
    )
  }

  #changes(growth: TableGrowth, reference: Reference): boolean {
    const { sheetName } = this.#options.area
    if (!growth.isAbout(reference, sheetName)) return false
    const range = rangeOf(reference)
    if (reference.last === null) return growth.moves(range.firstColumn, range.firstRow)
    return !sameRows(growth.range(range, 'formula'), range)
  }

  /** `Sales[Amount]`, where the range is all rows of columns of the Table. */
  #structured({ firstColumn, lastColumn, firstRow, lastRow }: CellRange): string | null {
    const { area, columns, table } = this.#options
    if (table === null || firstRow !== area.firstRow || lastRow !== area.lastRow) return null
    const [first, last] = [firstColumn, lastColumn].map((index) =>
      columns.find((column) => column.index === index),
    )
    if (!first || !last) return null
    const headings = [first.heading, last.heading]
    if (headings.some((heading) => /[[\]#'@\n\r]/.test(heading))) return null
    if (first === last) return `${table}[${first.heading}]`
    return `${table}[[${first.heading}]:[${last.heading}]]`
  }

  #named(range: CellRange, use: 'cell' | 'range'): string {
    const { area } = this.#options
    const key = `${use} ${absoluteText(range)}`
    return this.#add(key, (growth) => {
      const rows = use === 'cell' ? growth.rowShift : 0
      const now =
        use === 'cell'
          ? { ...range, firstRow: range.firstRow + rows, lastRow: range.lastRow + rows }
          : growth.range(range, 'formula')
      return `${quotedSheetName(area.sheetName)}!${absoluteText(now)}`
    })
  }

  #add(key: string, textOf: (growth: TableGrowth) => string): string {
    if (!this.#names.has(key)) this.#names.set(key, textOf)
    return nameOf([...this.#names.keys()].indexOf(key))
  }
}

function nameOf(index: number): string {
  return `_coatcheck.${index + 1}`
}

function sameRows(one: CellRange, other: CellRange): boolean {
  return one.firstRow === other.firstRow && one.lastRow === other.lastRow
}
