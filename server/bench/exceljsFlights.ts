import type { Writable } from 'node:stream'
import exceljs from 'exceljs'
import { flightColumns } from './flightBatches.ts'

/** A workbook as in the manual of exceljs: no shared strings, styles on, rows committed one by one. */
export function openExceljsFlights(stream: Writable) {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  const sheet = workbook.addWorksheet('Flights', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = flightColumns.map(({ id, label, width, type }) => ({
    header: label,
    key: id,
    width,
    ...(type === 'datetime' && { style: { numFmt: 'yyyy-mm-dd hh:mm:ss' } }),
  }))
  return { workbook, sheet }
}
