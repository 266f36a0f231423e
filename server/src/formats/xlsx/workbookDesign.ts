import type { Workbook, Worksheet } from 'exceljs'

/**
 * A report's own look, written with all of exceljs: the sheet has its columns and a styled header
 * row when the design gets it; the engine streams the rows below that header.
 */
export type WorkbookDesign = (workbook: Workbook, sheet: Worksheet) => void | Promise<void>
