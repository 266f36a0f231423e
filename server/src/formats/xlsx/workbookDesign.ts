import type { Cell, Workbook, Worksheet } from 'exceljs'
import type { Figure } from './figure.ts'
import type { RowsTable } from './rowsTable.ts'

/**
 * Designs the workbook of a report with exceljs, before any row is read. The sheet already has its
 * columns and a styled header row; the engine streams the rows below that header.
 */
export type WorkbookDesign = (
  workbook: Workbook,
  sheet: Worksheet,
  rows: ExportedRows,
) => void | Promise<void>

/** The rows that will be streamed into the designed sheet. */
export interface ExportedRows {
  /** The language that the requester reads, as a BCP 47 tag; undefined when they named none. */
  readonly locale: string | undefined
  /** Whether this export has the column: the requester may have left it out. */
  has(columnId: string): boolean
  /**
   * The cells of an exported column below the header, down to Excel's last row: `J2:J1048576`.
   *
   * @throws Error when the column is not exported.
   */
  range(columnId: string): string
  /**
   * Makes a cell of another sheet show a figure about all exported rows, on all their sheets. The
   * cell keeps its style; it is blank when the figure has no value.
   *
   * @throws Error when the figure's column is not exported.
   */
  show(cell: Cell, figure: Figure): void
  /**
   * Makes the rows an Excel Table, in place of a plain filter: striped, with filter buttons, and with
   * names for formulas such as `Flights[Delay]`. On the sheets "(2)", "(3)", … there are further Tables,
   * called `Flights_2`, `Flights_3`, …
   *
   * @throws Error when the name is not possible, or a total's column is not exported.
   */
  asTable(table: RowsTable): void
}
