import type { Column } from '@coatcheck/shared'
import type { ZoneClock } from '../zoneClock.ts'
import type { ColumnPlan } from './columnPlan.ts'
import { FigureTally } from './figureTally.ts'
import type { RowSlice } from './rowSource.ts'
import type { DesignedTable, Total } from './rowsTable.ts'
import { tablePart, totalsRowXml } from './tablePart.ts'
import { relativeTarget } from './partPaths.ts'
import type { WorkbookPackage } from './workbookPackage.ts'
import { childNamed, element, elementsOf, type XmlElement } from './xml.ts'

const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml'

export interface SheetTableOptions {
  readonly parts: WorkbookPackage
  readonly table: DesignedTable
  readonly columns: readonly Column[]
  readonly clock: ZoneClock
  /** Counts from 1: the sheet of this Table among those with rows. */
  readonly number: number
}

export interface TableSheet {
  readonly path: string
  readonly headerRow: number
  readonly lastRow: number
  readonly plans: readonly ColumnPlan[]
}

/** The Table of one sheet of rows, which is added when the last row is known. */
export class SheetTable {
  readonly #options: SheetTableOptions
  readonly #tally: FigureTally

  constructor(options: SheetTableOptions) {
    this.#options = options
    const totals = Object.entries(options.table.totals ?? {})
    const figures = totals.map(([column, measure]) => ({ measure, column }))
    this.#tally = new FigureTally(options.columns, figures)
  }

  /** How many rows of the sheet are taken up below the rows of data. */
  get rowsBelow(): number {
    return this.#options.table.totals ? 1 : 0
  }

  /** The same rows, counted for their totals. */
  note(rows: AsyncIterable<RowSlice>): AsyncIterable<RowSlice> {
    return this.#options.table.totals ? this.#tally.note(rows) : rows
  }

  /**
   * Adds the Table to the elements after the rows.
   *
   * @returns XML of the row of totals, if there is one
   */
  addTo(after: XmlElement, { path, headerRow, lastRow, plans }: TableSheet): string {
    const { parts, table, columns, number, clock } = this.#options
    const name = number === 1 ? table.name : `${table.name}_${number}`
    const target = parts.freePath('xl/tables/table1.xml')
    const place = { id: nextId(parts), name, headerRow, lastRow }
    parts.add(target, tablePart(table, columns, place), contentType)
    const known = childNamed(after, 'tableParts')
    const list = known ?? element('tableParts')
    if (!known) after.children.push(list)
    list.children.push(
      element('tablePart', [['r:id', parts.relate(path, 'table', relativeTarget(path, target))]]),
    )
    list.attributes.set('count', String(elementsOf(list).length))
    if (!table.totals) return ''
    const valueOf = (column: string) =>
      this.#tally.valueOf({ measure: this.#totalOf(column), column }, clock)
    const row = Math.max(lastRow, headerRow + 1) + 1
    return totalsRowXml(table, columns, { row, name, plans, valueOf })
  }

  #totalOf(column: string): Total {
    return this.#options.table.totals![column]!
  }
}

function nextId(parts: WorkbookPackage): number {
  const tables = parts.paths().filter((path) => /^xl\/tables\/[^/]*\.xml$/.test(path))
  return Math.max(0, ...tables.map((path) => Number(parts.tree(path).attributes.get('id')))) + 1
}
