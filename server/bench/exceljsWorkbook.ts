import type { Writable } from 'node:stream'
import type { Column } from '@coatcheck/shared'
import exceljs from 'exceljs'

/** A workbook as in the manual of exceljs: no shared strings, styles on, rows committed one by one. */
export function openExceljsWorkbook(stream: Writable, columns: readonly Column[]) {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  const sheet = workbook.addWorksheet('Rows', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(({ id, label, width, type }) => ({
    header: label,
    key: id,
    width,
    ...(type === 'datetime' && { style: { numFmt: 'yyyy-mm-dd hh:mm:ss' } }),
  }))
  return { workbook, sheet }
}
