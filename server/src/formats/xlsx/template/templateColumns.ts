import { columnLetters } from '../columnPlan.ts'
import type { WorkbookPackage } from '../workbookPackage.ts'
import { childNamed, elementsOf, textOf, type XmlElement } from '../xml.ts'
import { type CellRange, rangeText } from './cellRange.ts'
import { sharedTextsOf } from './sharedTexts.ts'
import {
  attributeOf,
  cellsOf,
  cellText,
  columnOf,
  isTrue,
  rowNumberOf,
  rowsOf,
  unescapeText,
} from './sheetCells.ts'
import type { TemplateReport, WorkbookTemplate } from './templateOptions.ts'
import type { TemplateTarget } from './templateTarget.ts'

/** A column of the template, and what its cells hold. */
export interface TemplateColumn {
  /** Counts from 0, from the left of the sheet. */
  readonly index: number
  readonly heading: string
  /** Id of the report's column; null for a calculated or blank column. */
  readonly columnId: string | null
  /** Of a calculated column: the formula in the first row of data. */
  readonly formula: string | null
  /** Whether this is an array formula, of which each row has its own. */
  readonly isArray?: boolean
}

type ColumnFormula = Pick<TemplateColumn, 'formula' | 'isArray'>

const noFormula: ColumnFormula = { formula: null }

export interface ColumnsToMatch {
  readonly target: TemplateTarget
  /** The Table; null for a range. */
  readonly table: XmlElement | null
  readonly sheet: XmlElement
  readonly options: WorkbookTemplate
  readonly report: TemplateReport
}

export interface MatchedColumns {
  readonly range: CellRange
  readonly headerRow: number | null
  readonly columns: readonly TemplateColumn[]
}

/**
 * Finds the report's column for each column of the template by its heading, which is an id or a label
 * in any language.
 *
 * @throws Error when a column has neither a match nor a formula
 */
export function matchColumns(parts: WorkbookPackage, match: ColumnsToMatch): MatchedColumns {
  const { target, table, sheet, options, report } = match
  if (options.columns) return givenColumns(options.columns, match)
  const texts = sharedTextsOf(parts)
  const headingsIn = (row: number) => headingsOf(sheet, texts, { ...target.range, firstRow: row })
  const found = table
    ? tableHeadings(table, target.range)
    : rangeHeadings(target.range, (row) => headingsIn(row), report)
  const { range, headerRow } = found
  const firstRow = headerRow === null ? range.firstRow : headerRow + 1
  const formulas = formulasIn(sheet, firstRow)
  const columns = found.headings.map((heading, place): TemplateColumn => {
    const index = range.firstColumn + place
    const columnId = findColumn(report, heading)
    const own = columnId === null ? (formulas.get(index) ?? tableFormula(table, place)) : noFormula
    return { index, heading, columnId, ...own }
  })
  checkColumns(columns, target, report)
  return { range, headerRow, columns }
}

interface FoundHeadings {
  readonly range: CellRange
  readonly headerRow: number | null
  readonly headings: readonly string[]
}

function tableHeadings(table: XmlElement, range: CellRange): FoundHeadings {
  const columns = elementsOf(childNamed(table, 'tableColumns')!)
  const headings = columns.map((column) => unescapeText(attributeOf(column, 'name')!))
  const headerRow = table.attributes.get('headerRowCount') === '0' ? null : range.firstRow
  return { range, headerRow, headings }
}

/** The headings of a range are its first row, or else the row above it. */
function rangeHeadings(
  range: CellRange,
  headingsIn: (row: number) => readonly string[],
  report: TemplateReport,
): FoundHeadings {
  const rows = [range.firstRow, range.firstRow - 1].filter((row) => row > 0)
  const matches = (row: number) =>
    headingsIn(row).filter((heading) => findColumn(report, heading) !== null).length
  const [best] = rows.toSorted((one, other) => matches(other) - matches(one))
  if (matches(best!) === 0) {
    throw new Error(
      `No heading of ${rangeText(range)} is a column of the report. ${known(report)} For a range without headings, list its columns in columns.`,
    )
  }
  return trimmed({ range, headerRow: best!, headings: headingsIn(best!) })
}

/** Columns at the edges that have no heading are not part of the table. */
function trimmed({ range, headerRow, headings }: FoundHeadings): FoundHeadings {
  const first = headings.findIndex((heading) => heading !== '')
  const last = headings.findLastIndex((heading) => heading !== '')
  return {
    range: {
      ...range,
      firstColumn: range.firstColumn + first,
      lastColumn: range.firstColumn + last,
    },
    headerRow,
    headings: headings.slice(first, last + 1),
  }
}

function headingsOf(
  sheet: XmlElement,
  texts: readonly XmlElement[],
  { firstRow, firstColumn, lastColumn }: CellRange,
): string[] {
  const headings = Array.from({ length: lastColumn - firstColumn + 1 }, () => '')
  const row = rowsOf(sheet).find((candidate) => rowNumberOf(candidate) === firstRow)
  for (const cell of row ? cellsOf(row) : []) {
    const place = columnOf(cell) - firstColumn
    if (place in headings) headings[place] = (cellText(cell, texts) ?? '').trim()
  }
  return headings
}

function givenColumns(
  ids: readonly (string | null)[],
  { target: { range }, table, sheet, report }: ColumnsToMatch,
): MatchedColumns {
  const width = range.lastColumn - range.firstColumn + 1
  if (table) {
    throw new Error('The columns of a Table are found by their headings: leave columns out.')
  }
  if (ids.length !== width) {
    throw new Error(`${rangeText(range)} has ${width} columns, and columns lists ${ids.length}.`)
  }
  const formulas = formulasIn(sheet, range.firstRow)
  const columns = ids.map((columnId, place): TemplateColumn => {
    if (columnId !== null && !report.columns.some(({ id }) => id === columnId)) {
      throw new Error(`columns names no column of the report: ${columnId}. ${known(report)}`)
    }
    const index = range.firstColumn + place
    const own = columnId === null ? formulas.get(index) : undefined
    return { index, heading: '', columnId, ...(own ?? noFormula) }
  })
  return { range, headerRow: null, columns }
}

function checkColumns(
  columns: readonly TemplateColumn[],
  { sheetName }: TemplateTarget,
  report: TemplateReport,
): void {
  const lost = columns.find(({ columnId, formula }) => columnId === null && formula === null)
  if (lost) {
    throw new Error(
      `The column ${columnLetters(lost.index)} of the sheet ${sheetName} is called ${JSON.stringify(lost.heading)}, which is no column of the report, and has no formula. Rename it, give it a formula, or delete it. ${known(report)}`,
    )
  }
  if (columns.some(({ columnId }) => columnId !== null)) return
  throw new Error(
    `No heading of the sheet ${sheetName} is a column of the report. ${known(report)}`,
  )
}

/** Case and spaces do not count. */
function findColumn({ columns }: TemplateReport, heading: string): string | null {
  const wanted = plain(heading)
  if (wanted === '') return null
  const column =
    columns.find(({ id }) => plain(id) === wanted) ??
    columns.find(({ labels }) => labels.some((label) => plain(label) === wanted))
  return column?.id ?? null
}

function plain(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

function formulasIn(sheet: XmlElement, row: number): Map<number, ColumnFormula> {
  const found = rowsOf(sheet).find((candidate) => rowNumberOf(candidate) === row)
  const cells = (found ? cellsOf(found) : []).flatMap((cell): [number, ColumnFormula][] => {
    const formula = childNamed(cell, 'f')
    return formula && textOf(formula) !== '' ? [[columnOf(cell), formulaOf(formula)]] : []
  })
  return new Map(cells)
}

function formulaOf(formula: XmlElement): ColumnFormula {
  const isArray = formula.attributes.get('t') === 'array'
  const range = isArray && formula.attributes.get('ref')
  if (range && range.includes(':')) {
    throw new Error(
      `The array formula in ${range} is over several cells. Give each row a formula of its own.`,
    )
  }
  return { formula: textOf(formula), isArray }
}

function tableFormula(table: XmlElement | null, place: number): ColumnFormula {
  const column = table && elementsOf(childNamed(table, 'tableColumns')!)[place]
  const formula = column && childNamed(column, 'calculatedColumnFormula')
  if (!formula) return noFormula
  return { formula: textOf(formula), isArray: isTrue(formula.attributes.get('array')) }
}

function known({ columns }: TemplateReport): string {
  return `The report has the columns ${columns.map(({ id }) => id).join(', ')}.`
}
