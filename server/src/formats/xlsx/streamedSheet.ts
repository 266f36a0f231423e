import type { ColumnPlan } from './columnPlan.ts'
import { worksheetOrder } from './exceljsRepairs.ts'
import { Hyperlinks, hyperlinksMax } from './hyperlinks.ts'
import type { RowSlice } from './rowSource.ts'
import type { SheetTable } from './sheetTable.ts'
import type { WorkbookPackage } from './workbookPackage.ts'
import {
  childNamed,
  element,
  elementsOf,
  openTag,
  sortChildren,
  toXml,
  xmlDeclaration,
  type XmlElement,
} from './xml.ts'
import { escapeAttribute } from './xmlText.ts'

export interface SheetOptions {
  readonly path: string
  readonly name: string
  /** The Table that its rows become; null where they stay plain. */
  readonly table: SheetTable | null
}

/** A designed sheet, split where the rows go. */
export class StreamedSheet {
  readonly path: string
  readonly name: string
  /** Number of the row below the designed ones. */
  readonly firstRow: number
  readonly #parts: WorkbookPackage
  readonly #tree: XmlElement
  readonly #plans: readonly ColumnPlan[]
  readonly #hyperlinks: Hyperlinks
  readonly #table: SheetTable | null
  #lastRow: number

  constructor(
    parts: WorkbookPackage,
    { path, name, table }: SheetOptions,
    plans: readonly ColumnPlan[],
  ) {
    this.#table = table
    this.path = path
    this.name = name
    this.#parts = parts
    this.#tree = parts.tree(path)
    this.#plans = plans
    const rows = elementsOf(childNamed(this.#tree, 'sheetData')!)
    this.firstRow = Number(rows.at(-1)?.attributes.get('r') ?? 0) + 1
    this.#lastRow = this.firstRow - 1
    const designed = childNamed(this.#tree, 'hyperlinks')?.children.length ?? 0
    this.#hyperlinks = new Hyperlinks(plans, hyperlinksMax - designed)
    parts.release(path)
  }

  /**
   * The XML before the streamed rows, without `<dimension>`: its size is known only after the rows,
   * and readers do not need it.
   */
  head(): string {
    const all = elementsOf(this.#tree)
    const rows = childNamed(this.#tree, 'sheetData')!
    const before = all.slice(0, all.indexOf(rows)).filter(({ name }) => name !== 'dimension')
    const start = `${xmlDeclaration}${openTag(this.#tree)}${before.map(toXml).join('')}`
    return `${start}<sheetData>${rows.children.map(toXml).join('')}`
  }

  /** The same rows; the tail depends on them. */
  async *note(rows: AsyncIterable<RowSlice>): AsyncGenerator<RowSlice> {
    const relate = (address: string) =>
      this.#parts.relate(this.path, 'hyperlink', escapeAttribute(address))
    for await (const slice of rows) {
      this.#lastRow = slice.rowNumber + slice.until - slice.from - 1
      this.#hyperlinks.add(slice, relate)
      yield slice
    }
  }

  /** The XML after the rows (ECMA-376 part 1, 18.3.1.99), which depends on how many there were. */
  tail(): string {
    const all = elementsOf(this.#tree)
    const rows = all.indexOf(childNamed(this.#tree, 'sheetData')!)
    const after = element('worksheet', [], all.slice(rows + 1))
    this.#stretchFilter(after)
    this.#addHyperlinks(after)
    this.#ignoreNumbersAsText(after)
    const totals = this.#table?.addTo(after, {
      path: this.path,
      headerRow: this.firstRow - 1,
      lastRow: this.#lastRow,
      plans: this.#plans,
    })
    sortChildren(after, worksheetOrder)
    return `${totals ?? ''}</sheetData>${after.children.map(toXml).join('')}</worksheet>`
  }

  /** Range of the filter, absolute (`$A$1:$J$100`); null in a sheet without one. */
  filterRange(): string | null {
    const range = childNamed(this.#tree, 'autoFilter')?.attributes.get('ref')
    return range?.replace(/([A-Z]+)(\d+)/g, '$$$1$$$2') ?? null
  }

  /** A filter that ends at the header row is extended to the last row. */
  #stretchFilter(after: XmlElement): void {
    const attributes = childNamed(after, 'autoFilter')?.attributes
    const match = /^([A-Z]+\d+:[A-Z]+)(\d+)$/.exec(attributes?.get('ref') ?? '')
    if (!match || Number(match[2]) !== this.firstRow - 1) return
    attributes!.set('ref', `${match[1]}${this.#lastRow}`)
  }

  #addHyperlinks(after: XmlElement): void {
    if (this.#hyperlinks.references.length === 0) return
    const designed = childNamed(after, 'hyperlinks')
    const hyperlinks = designed ?? element('hyperlinks')
    hyperlinks.children.push(...this.#hyperlinks.references)
    if (!designed) after.children.push(hyperlinks)
  }

  #ignoreNumbersAsText(after: XmlElement): void {
    if (this.#lastRow < this.firstRow) return
    const place = { firstRow: this.firstRow, lastRow: this.#lastRow }
    const ignored = numbersAsTextXml(this.#plans, place)
    if (ignored) after.children.push(element('ignoredErrors', [], [ignored]))
  }
}

/**
 * Keeps Excel from marking cells with digits as text, which are intended, by a green corner; null
 * where no column may have such cells.
 */
export function numbersAsTextXml(
  plans: readonly ColumnPlan[],
  { firstRow, lastRow }: { readonly firstRow: number; readonly lastRow: number },
): XmlElement | null {
  const ranges = plans
    .filter(({ type }) => type === 'text' || type === 'decimal' || type === 'integer')
    .map(({ letters }) => `${letters}${firstRow}:${letters}${lastRow}`)
  if (ranges.length === 0) return null
  return element('ignoredError', [
    ['sqref', ranges.join(' ')],
    ['numberStoredAsText', '1'],
  ])
}
