import exceljs from 'exceljs'
import { readXlsx } from 'hucre/xlsx'
import { read } from 'xlsx'
import type { ExpectedCell } from './expectedCell.ts'

/** What a reader that is not ours found: the value of each cell, times as serials. */
export interface ReadSheet {
  readonly name: string
  /** Row by row, the header first. What the reader left out at the end of a row is missing. */
  readonly rows: readonly (readonly ReadCell[] | undefined)[]
}

/** What is no value at all, such as a formula, comes as a text that says so. */
export type ReadCell = ExpectedCell | undefined

export type Reader = (file: Buffer) => Promise<readonly ReadSheet[]>

const dayMs = 86_400_000

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
    // Its own types leave out that rows and cells may be missing.
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
  if (value instanceof Date) return value.getTime() / dayMs + 25_569
  if (value === null || value === undefined) return null
  if (typeof value === 'object') return `not a value: ${JSON.stringify(value)}`
  return value as ReadCell
}
