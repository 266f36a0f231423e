import type { Column } from '@coatcheck/shared'
import type { ColumnBatch, Vector } from '../../../columnBatch.ts'
import { columnLetters, type ColumnPlan } from '../columnPlan.ts'
import type { RowSlice } from '../rowSource.ts'
import { childNamed, elementsOf, type XmlElement } from '../xml.ts'
import type { LaterNames } from './laterNames.ts'
import { rowFormula } from './rowFormula.ts'
import { cellsOf, columnOf, isTrue } from './sheetCells.ts'
import type { TableArea } from './tableGrowth.ts'
import type { TemplateColumn } from './templateColumns.ts'
import { TemplateSheet } from './templateSheet.ts'
import type { TemplateStyles } from './templateStyles.ts'

export interface PlansOptions {
  readonly sheet: XmlElement
  readonly area: TableArea
  readonly styles: TemplateStyles
  readonly names: LaterNames
  /** Those of the request. */
  readonly columns: readonly Column[]
  readonly locale: string | undefined
}

/** The columns of the sheet: the look of the first row of data, and where their values come from. */
export interface TemplatePlans {
  readonly plans: readonly ColumnPlan[]
  readonly rowAttributes: string
  /** For each plan, the index of the request's column; -1 for one that the request does not have. */
  readonly order: readonly number[]
}

export function templatePlans(
  columns: readonly TemplateColumn[],
  options: PlansOptions,
): TemplatePlans {
  const { sheet, area, styles, names, locale } = options
  const row = TemplateSheet.firstDataRow(sheet, area)
  const rowStyle = isTrue(row?.attributes.get('customFormat'))
    ? row?.attributes.get('s')
    : undefined
  const cellStyles = new Map(
    (row ? cellsOf(row) : []).map((cell) => [columnOf(cell), cell.attributes.get('s') ?? '0']),
  )
  const order = columns.map(({ columnId }) =>
    options.columns.findIndex(({ id }) => columnId !== null && id === columnId),
  )
  const plans = columns.map(({ index, formula, isArray }, place): ColumnPlan => {
    const inherited = Number(rowStyle ?? columnStyle(sheet, index))
    const column = options.columns[order[place]!] ?? { type: 'text' as const }
    const own = Number(cellStyles.get(index) ?? inherited)
    const style = styles.forTimes(own, column, locale)
    return {
      letters: columnLetters(index),
      type: column.type,
      style,
      quotedStyle: styles.quoted(style, column.type),
      keepsBlanks: style !== inherited,
      ...(formula !== null && {
        formula: rowFormula(names.formula(formula, { isFilledDown: true }), area.firstRow),
        isArray: isArray === true,
      }),
    }
  })
  return { plans, order, rowAttributes: rowAttributesOf(row) }
}

/** The same rows with the columns of the sheet. */
export async function* inOrder(
  rows: AsyncIterable<RowSlice>,
  order: readonly number[],
): AsyncGenerator<RowSlice> {
  const blanks = new BlankVectors()
  let before: ColumnBatch | null = null
  let batch: ColumnBatch | null = null
  for await (const slice of rows) {
    if (slice.batch !== before) batch = projected(slice.batch, order, blanks)
    before = slice.batch
    yield { ...slice, batch: batch! }
  }
}

/** The batch with the columns of the sheet. */
export function projected(
  { vectors, rowCount }: ColumnBatch,
  order: readonly number[],
  blanks = new BlankVectors(),
): ColumnBatch {
  const blank = blanks.of(rowCount)
  return { rowCount, vectors: order.map((index) => vectors[index] ?? blank) }
}

/** Columns without a value. */
export class BlankVectors {
  #codes = new Int32Array(0)

  of(rowCount: number): Vector {
    if (this.#codes.length < rowCount) this.#codes = new Int32Array(rowCount).fill(-1)
    return { kind: 'text', codes: this.#codes, dictionary: { values: [] } }
  }
}

/** A height, and a style for cells that have none, if the template's first row of data has them. */
function rowAttributesOf(row: XmlElement | undefined): string {
  const attributes = row?.attributes
  const parts = [
    ['customHeight', 'ht'],
    ['customFormat', 's'],
  ].flatMap(([flag, name]) =>
    attributes && isTrue(attributes.get(flag!)) && attributes.has(name!)
      ? [` ${name}="${Number(attributes.get(name!))}" ${flag}="1"`]
      : [],
  )
  return parts.join('')
}

function columnStyle(sheet: XmlElement, index: number): string {
  const cols = childNamed(sheet, 'cols')
  const col = (cols ? elementsOf(cols) : []).find(
    ({ attributes }) =>
      Number(attributes.get('min')) <= index + 1 && Number(attributes.get('max')) > index,
  )
  return col?.attributes.get('style') ?? '0'
}
