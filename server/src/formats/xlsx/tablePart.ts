import type { Column } from '@coatcheck/shared'
import { columnLetters, type ColumnPlan } from './columnPlan.ts'
import { totalFunctions, type DesignedTable } from './rowsTable.ts'
import { mainNamespace } from './standardPrefixes.ts'
import { element, type XmlElement } from './xml.ts'
import { escapeAttribute, escapeFormula, escapeText } from './xmlText.ts'

export interface TablePlace {
  /** Unique in the workbook. */
  readonly id: number
  readonly name: string
  readonly headerRow: number
  /** Of the rows, without totals; that of the headings if there are none. */
  readonly lastRow: number
}

/** The Table that holds the rows of a sheet (ECMA-376 part 1, 18.5.1.2). */
export function tablePart(
  { headings, style = 'TableStyleMedium2', totals, totalsLabel }: DesignedTable,
  columns: readonly Column[],
  { id, name, headerRow, lastRow }: TablePlace,
): XmlElement {
  const last = columnLetters(headings.length - 1)
  // A Table has at least one row, if a blank one.
  const end = Math.max(lastRow, headerRow + 1)
  const hasTotals = totals !== undefined
  const attributes = [
    ['xmlns', mainNamespace],
    ['id', String(id)],
    ['name', name],
    ['displayName', name],
    ['ref', `A${headerRow}:${last}${hasTotals ? end + 1 : end}`],
    ...(hasTotals ? ([['totalsRowCount', '1']] as const) : ([['totalsRowShown', '0']] as const)),
  ] as const
  const tableColumns = headings.map((heading, index) => {
    const total = totals?.[columns[index]!.id]
    const label = hasTotals && index === 0 && !total ? (totalsLabel ?? 'Total') : undefined
    return element('tableColumn', [
      ['id', String(index + 1)],
      ['name', columnName(heading)],
      ...(label === undefined ? [] : ([['totalsRowLabel', escapeAttribute(label)]] as const)),
      ...(total ? ([['totalsRowFunction', totalFunctions[total].name]] as const) : []),
    ])
  })
  return element('table', attributes, [
    element('autoFilter', [['ref', `A${headerRow}:${last}${end}`]]),
    element('tableColumns', [['count', String(headings.length)]], tableColumns),
    element('tableStyleInfo', [
      ['name', escapeAttribute(style)],
      ['showFirstColumn', '0'],
      ['showLastColumn', '0'],
      ['showRowStripes', '1'],
      ['showColumnStripes', '0'],
    ]),
  ])
}

export interface TotalsRow {
  readonly row: number
  /** Name of the Table. */
  readonly name: string
  readonly plans: readonly ColumnPlan[]
  /** What a column's total is now, so that readers that do not calculate show it too. */
  readonly valueOf: (columnId: string) => number | null
}

/** XML of the row of totals. */
export function totalsRowXml(
  { headings, totals = {}, totalsLabel = 'Total' }: DesignedTable,
  columns: readonly Column[],
  { row, name, plans, valueOf }: TotalsRow,
): string {
  const cells = columns.map(({ id }, index) => {
    const { letters, style } = plans[index]!
    const start = `<c r="${letters}${row}" s="${style}"`
    const total = totals[id]
    if (!total) {
      const text = `<is><t xml:space="preserve">${escapeText(totalsLabel)}</t></is>`
      return index === 0 ? `${start} t="inlineStr">${text}</c>` : ''
    }
    const reference = headings[index]!.replaceAll(/['[\]#@]/g, "'$&")
    const formula = `SUBTOTAL(${totalFunctions[total].code},${name}[${reference}])`
    const value = valueOf(id)
    const result = value === null ? '' : `<v>${value}</v>`
    return `${start}><f>${escapeFormula(formula)}</f>${result}</c>`
  })
  return `<row r="${row}">${cells.join('')}</row>`
}

/** Line breaks of headings are escaped in names of columns, and nowhere else. */
function columnName(heading: string): string {
  return escapeAttribute(heading).replaceAll('\r', '_x000d_').replaceAll('\n', '_x000a_')
}
