import { excelRowsMax } from '@coatcheck/shared'
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
import { checkTable, headTable, type DesignedTable, type RowsTable } from './rowsTable.ts'
import { legalSheetName } from './sheetName.ts'
import type { ExportedRows } from './workbookDesign.ts'
import type { WorkbookOptions } from './workbookOptions.ts'
import { WorkbookPackage } from './workbookPackage.ts'

/** A workbook without its rows. */
export interface DesignedWorkbook {
  readonly parts: WorkbookPackage
  /** Names of the two sheets that the encoder fills. */
  readonly rowsSheet: string
  readonly aboutSheet: string
  /** Figures about the rows on other sheets. */
  readonly figures: readonly ShownFigure[]
  /** The Table that the rows become; null where they stay plain. */
  readonly table: DesignedTable | null
}

const repairs = [
  [/^xl\/workbook\.xml$/, repairWorkbook],
  [/^xl\/styles\.xml$/, repairStyles],
  [/^xl\/worksheets\/\w+\.xml$/, repairSheet],
  [/^xl\/drawings\/\w+\.xml$/, repairDrawing],
  [/^docProps\/app\.xml$/, repairProperties],
] as const

/**
 * Only the threads that export load it; see `warmUp`. All of exceljs would take 350 ms of CPU and 627
 * files, most of them for streams that we do not use: this takes 140 ms and 278 files.
 */
async function loadWorkbook() {
  return (await import('exceljs/lib/doc/workbook.js')).default
}

/** The parts of the workbook that exceljs and the report's design make together. */
export async function designWorkbook(options: WorkbookOptions): Promise<DesignedWorkbook> {
  const { title, aboutTitle, columns, design, locale } = options
  const Workbook = await loadWorkbook()
  const workbook = new Workbook()
  workbook.creator = 'Coatcheck'
  workbook.lastModifiedBy = 'Coatcheck'
  workbook.title = title
  const sheet = addRowsSheet(workbook, legalSheetName(title, []), { columns, locale })
  const figures: ShownFigure[] = []
  const wanted: { table: RowsTable | null } = { table: null }
  await design?.(workbook, sheet, exportedRows(options, figures, wanted))
  const table = wanted.table && {
    ...wanted.table,
    headings: headTable(sheet, columns.length),
  }
  const names = workbook.worksheets.map(({ name }) => name)
  const aboutSheet = addAboutSheet(workbook, legalSheetName(aboutTitle, names)).name
  // Not compressed, as it is unpacked at once.
  const file = await workbook.xlsx.writeBuffer({ zip: { compression: 'STORE' } })
  const parts = new WorkbookPackage(unzip(new Uint8Array(file)))
  for (const path of parts.paths()) {
    const repair = repairs.find(([pattern]) => pattern.test(path))?.[1]
    repair?.(parts.tree(path))
  }
  return { parts, rowsSheet: sheet.name, aboutSheet, figures, table }
}

function exportedRows(
  { columns, locale }: WorkbookOptions,
  figures: ShownFigure[],
  wanted: { table: RowsTable | null },
): ExportedRows {
  const indexOf = (id: string) => {
    const index = columns.findIndex((column) => column.id === id)
    if (index < 0) throw new Error(`The design uses the column ${id}, which is not exported.`)
    return index
  }
  return {
    locale,
    has: (id) => columns.some((column) => column.id === id),
    range(id) {
      const letters = columnLetters(indexOf(id))
      return `${letters}2:${letters}${excelRowsMax}`
    },
    show(cell, figure) {
      if (figure.measure !== 'rows') indexOf(figure.column)
      // A value makes exceljs write the cell, with its style.
      cell.value = 0
      figures.push({ sheet: cell.worksheet.name, address: cell.address, figure })
    },
    asTable(table) {
      checkTable(table, columns)
      wanted.table = table
    },
  }
}
