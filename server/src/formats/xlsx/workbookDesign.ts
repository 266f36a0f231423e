import type { Cell, Workbook, Worksheet } from 'exceljs'
import type { Figure } from './figure.ts'

/**
 * A report's own look, written with all of exceljs: the sheet has its columns and a styled header
 * row when the design gets it; the engine streams the rows below that header.
 */
export type WorkbookDesign = (
  workbook: Workbook,
  sheet: Worksheet,
  rows: RowsToCome,
) => void | Promise<void>

/** The rows that a design is for, of which none has been read yet. */
export interface RowsToCome {
  /** Whether this export has the column: a person may have left it out. */
  has(columnId: string): boolean
  /** The cells of an exported column below the header, however many there will be: `J2:J1048576`. */
  range(columnId: string): string
  /**
   * Makes a cell of another sheet show a figure of all exported rows, on however many sheets they
   * stand. The cell keeps its style; it stays blank when the figure has no value.
   */
  show(cell: Cell, figure: Figure): void
}
