import { dayMs, excelEpochSerial } from '@coatcheck/shared'
import exceljs from 'exceljs'
import { readXlsx } from 'hucre/xlsx'
import { read } from 'xlsx'
import type { ExpectedCell } from './expectedCell.ts'

/** A sheet as an independent reader finds it: the value of each cell, times as serials. */
export interface ReadSheet {
  readonly name: string
  /** Row by row, the header first. Cells that the reader skips at the end of a row are missing. */
  readonly rows: readonly (readonly ReadCell[] | undefined)[]
}

/** Anything that is not a value, such as a formula, is a text that says so. */
export type ReadCell = ExpectedCell | undefined

export type Reader = (file: Buffer) => Promise<readonly ReadSheet[]>

export const readers: Readonly<Record<string, Reader>> = {
  exceljs: readWithExceljs,
  hucre: readWithHucre,
  SheetJS: readWithSheetJs,
}

async function readWithExceljs(file: Buffer): Promise<ReadSheet[]> {
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.load(file as unknown as ArrayBuffer)
  return workbook.worksheets.map((sheet) => {
    const rows: ReadCell[][] = []
    sheet.eachRow((row, number) => {
      const cells: ReadCell[] = []
      row.eachCell((cell, column) => {
        const { value } = cell
        const isLink = typeof value === 'object' && value !== null && 'hyperlink' in value
        cells[column - 1] = cellOf(isLink ? value.text : value)
      })
      rows[number - 1] = cells
    })
    return { name: sheet.name, rows }
  })
}

async function readWithHucre(file: Buffer): Promise<ReadSheet[]> {
  const { sheets } = await readXlsx(file)
  return sheets.map(({ name, rows }) => ({ name, rows: rows.map((row) => row.map(cellOf)) }))
}

type SparseRow = ({ v?: unknown; f?: string } | undefined)[] | undefined

async function readWithSheetJs(file: Buffer): Promise<ReadSheet[]> {
  const workbook = read(file, { type: 'buffer', dense: true, cellText: false, cellHTML: false })
  return workbook.SheetNames.map((name) => {
    // Its types do not say that rows and cells may be missing.
    const rows = workbook.Sheets[name] as unknown as SparseRow[]
    return {
      name,
      rows: Array.from(rows, (row) =>
        Array.from(row ?? [], (cell) =>
          cell?.f === undefined ? cellOf(cell?.v) : `formula ${cell.f}`,
        ),
      ),
    }
  })
}

function cellOf(value: unknown): ReadCell {
  if (value instanceof Date) return value.getTime() / dayMs + excelEpochSerial
  if (value === null || value === undefined) return null
  if (typeof value === 'object') return `not a value: ${JSON.stringify(value)}`
  return value as ReadCell
}
