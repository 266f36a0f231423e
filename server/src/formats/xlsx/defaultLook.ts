import type { Column, ColumnType } from '@coatcheck/shared'
import { cellTextOf } from './textCell.ts'
import { escapeForExceljs } from './xmlText.ts'
import type { Style, Workbook, Worksheet } from 'exceljs'
import { shortDay } from '../shortDay.ts'

/** Number formats (ECMA-376 part 1, 18.8.31) of the types that need one. */
const formatOf: Partial<Record<ColumnType, string>> = {
  integer: '#,##0',
  date: 'yyyy-mm-dd',
  datetime: 'yyyy-mm-dd hh:mm:ss',
  instant: 'yyyy-mm-dd hh:mm:ss',
}

const rightAligned: ReadonlySet<ColumnType> = new Set([
  'integer',
  'number',
  'decimal',
  'date',
  'datetime',
  'instant',
])

/** The look of a header cell: white on slate, with a thin line below. */
export function headerStyle(type: ColumnType): Partial<Style> {
  return {
    numFmt: 'General',
    font: { name: 'Calibri', family: 2, size: 11, bold: true, color: { argb: 'FFFFFFFF' } },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FF334155' } },
    border: { bottom: { style: 'thin', color: { argb: 'FF0F172A' } } },
    alignment: { vertical: 'middle', horizontal: rightAligned.has(type) ? 'right' : 'left' },
  }
}

/** The look of a column's cells. */
export function columnStyle({ type, format }: Column, locale?: string): Partial<Style> {
  const numFmt = format ?? timeFormat(type, locale) ?? formatOf[type]
  const style: Partial<Style> = numFmt === undefined ? {} : { numFmt }
  if (type === 'decimal') style.alignment = { horizontal: 'right' }
  if (type === 'link') {
    style.font = {
      name: 'Calibri',
      family: 2,
      size: 11,
      underline: true,
      color: { argb: 'FF0563C1' },
    }
  }
  return style
}

/**
 * Excel shows format 14 (ECMA-376 part 1, 18.8.30), which exceljs knows as `mm-dd-yy`, as the short
 * date of the reader's own settings. Of those with a time, 22 has no seconds, so that one is written
 * out as the locale has it.
 */
function timeFormat(type: ColumnType, locale: string | undefined): string | undefined {
  if (locale === undefined) return undefined
  if (type === 'date') return 'mm-dd-yy'
  if (type !== 'datetime' && type !== 'instant') return undefined
  return `${dayFormat(locale)} hh:mm:ss`
}

function dayFormat(locale: string): string {
  const { parts, separator } = shortDay(locale)
  const codes = { day: 'd', month: 'm', year: 'y' } as const
  // A slash alone stands for whatever the reader's system has between the parts of a date.
  return parts.map(({ name, width }) => codes[name].repeat(width)).join(`\\${separator}`)
}

export interface RowsSheetOptions {
  readonly columns: readonly Column[]
  readonly locale: string | undefined
}

/** The sheet that the rows go to, as a design gets it: columns, header row, frozen, filterable. */
export function addRowsSheet(
  workbook: Workbook,
  name: string,
  { columns, locale }: RowsSheetOptions,
): Worksheet {
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map((column) => ({
    header: escapeForExceljs(cellTextOf(column.label)),
    key: column.id,
    width: column.width,
    style: columnStyle(column, locale),
  }))
  const header = sheet.getRow(1)
  header.height = 20
  columns.forEach(({ type }, index) => {
    header.getCell(index + 1).style = headerStyle(type)
  })
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } }
  sheet.pageSetup.printTitlesRow = '1:1'
  sheet.pageSetup.orientation = 'landscape'
  sheet.pageSetup.fitToPage = true
  sheet.pageSetup.fitToWidth = 1
  sheet.pageSetup.fitToHeight = 0
  return sheet
}

/** The sheet that says what this file is: labels on the left, values on the right. */
export function addAboutSheet(workbook: Workbook, name: string): Worksheet {
  const sheet = workbook.addWorksheet(name)
  sheet.columns = [
    {
      width: 22,
      style: {
        font: { name: 'Calibri', family: 2, size: 11, bold: true },
        alignment: { vertical: 'top' },
      },
    },
    {
      width: 80,
      style: {
        numFmt: '#,##0',
        alignment: { vertical: 'top', horizontal: 'left', wrapText: true },
      },
    },
  ]
  return sheet
}
