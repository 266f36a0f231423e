// CommonJS: Node finds no named exports in it.
import exceljs from 'exceljs'
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
import { legalSheetName } from './sheetName.ts'
import { WorkbookPackage } from './workbookPackage.ts'

/** A workbook without its rows. */
export interface DesignedWorkbook {
  readonly parts: WorkbookPackage
  /** Names of the two sheets that the engine fills. */
  readonly rowsSheet: string
  readonly aboutSheet: string
}

const repairs = [
  [/^xl\/workbook\.xml$/, repairWorkbook],
  [/^xl\/styles\.xml$/, repairStyles],
  [/^xl\/worksheets\/\w+\.xml$/, repairSheet],
  [/^xl\/drawings\/\w+\.xml$/, repairDrawing],
  [/^docProps\/app\.xml$/, repairProperties],
] as const

/** The parts of the workbook that exceljs and the report's design make together. */
export async function designWorkbook(options: EncodeOptions): Promise<DesignedWorkbook> {
  const { title, columns, design } = options
  const workbook = new exceljs.Workbook()
  workbook.creator = 'Coatcheck'
  workbook.lastModifiedBy = 'Coatcheck'
  workbook.title = title
  const sheet = addRowsSheet(workbook, legalSheetName(title, []), columns)
  await design?.(workbook, sheet)
  const names = workbook.worksheets.map(({ name }) => name)
  const aboutSheet = addAboutSheet(workbook, legalSheetName('About this export', names)).name
  const parts = new WorkbookPackage(unzip(new Uint8Array(await workbook.xlsx.writeBuffer())))
  for (const path of parts.paths()) {
    const repair = repairs.find(([pattern]) => pattern.test(path))?.[1]
    repair?.(parts.tree(path))
  }
  return { parts, rowsSheet: sheet.name, aboutSheet }
}
