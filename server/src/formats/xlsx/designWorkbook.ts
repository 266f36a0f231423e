import type { Column } from '@coatcheck/shared'
import type { EncodeOptions } from '../encoder.ts'
import { unzip } from '../zip/unzip.ts'
import { addAboutSheet, addRowsSheet } from './defaultLook.ts'
import {
  repairDrawing,
  repairProperties,
  repairSheet,
  repairStyles,
  repairWorkbook,
} from './exceljsRepairs.ts'
import { columnLetters } from './columnPlan.ts'
import type { ShownFigure } from './figure.ts'
import { legalSheetName } from './sheetName.ts'
import type { RowsToCome } from './workbookDesign.ts'
import { WorkbookPackage } from './workbookPackage.ts'

/** A workbook without its rows. */
export interface DesignedWorkbook {
  readonly parts: WorkbookPackage
  /** Names of the two sheets that the engine fills. */
  readonly rowsSheet: string
  readonly aboutSheet: string
  /** What the other sheets say about the rows. */
  readonly figures: readonly ShownFigure[]
}

const repairs = [
  [/^xl\/workbook\.xml$/, repairWorkbook],
  [/^xl\/styles\.xml$/, repairStyles],
  [/^xl\/worksheets\/\w+\.xml$/, repairSheet],
  [/^xl\/drawings\/\w+\.xml$/, repairDrawing],
  [/^docProps\/app\.xml$/, repairProperties],
] as const

/** A third of a second of work and 20 MB, for the threads that export and for no others. */
export async function loadExceljs() {
  // CommonJS: Node finds no named exports in it.
  return (await import('exceljs')).default
}

/** The parts of the workbook that exceljs and the report's design make together. */
export async function designWorkbook(options: EncodeOptions): Promise<DesignedWorkbook> {
  const { title, columns, design } = options
  const { Workbook } = await loadExceljs()
  const workbook = new Workbook()
  workbook.creator = 'Coatcheck'
  workbook.lastModifiedBy = 'Coatcheck'
  workbook.title = title
  const sheet = addRowsSheet(workbook, legalSheetName(title, []), columns)
  const figures: ShownFigure[] = []
  await design?.(workbook, sheet, rowsToCome(columns, figures))
  const names = workbook.worksheets.map(({ name }) => name)
  const aboutSheet = addAboutSheet(workbook, legalSheetName('About this export', names)).name
  const parts = new WorkbookPackage(unzip(new Uint8Array(await workbook.xlsx.writeBuffer())))
  for (const path of parts.paths()) {
    const repair = repairs.find(([pattern]) => pattern.test(path))?.[1]
    repair?.(parts.tree(path))
  }
  return { parts, rowsSheet: sheet.name, aboutSheet, figures }
}

function rowsToCome(columns: readonly Column[], figures: ShownFigure[]): RowsToCome {
  const indexOf = (id: string) => {
    const index = columns.findIndex((column) => column.id === id)
    if (index < 0) throw new Error(`The design asks for a column ${id}, which is not exported.`)
    return index
  }
  return {
    has: (id) => columns.some((column) => column.id === id),
    range(id) {
      const letters = columnLetters(indexOf(id))
      return `${letters}2:${letters}1048576`
    },
    show(cell, figure) {
      if (figure.measure !== 'rows') indexOf(figure.column)
      // So that the cell is in its sheet's part, with its style.
      cell.value = 0
      figures.push({ sheet: cell.worksheet.name, address: cell.address, figure })
    },
  }
}
