export { columnTypes, type Column, type ColumnType } from './column.ts'
export { errorCodes, errorCodeSchema, type ErrorCode } from './errorCode.ts'
export {
  exportRequestSchema,
  optionsRequestSchema,
  pageRequestSchema,
  rowsRequestSchema,
  type ExportRequest,
  type PageRequest,
  type RowsRequest,
} from './exportRequest.ts'
export { exportProgressSchema, type ExportProgress } from './exportProgress.ts'
export { exportStates, exportStateSchema, type ExportState } from './exportState.ts'
export {
  describeReport,
  type Chart,
  type ColumnId,
  type DataRange,
  type FilterField,
  type Measure,
  type ReportDescription,
  type ReportOutline,
} from './reportDescription.ts'
export { filtersSchemaOf } from './outlineFilters.ts'
export {
  checkDayRange,
  dayRangeShape,
  daySchema,
  formats,
  formatSchema,
  valuesSchema,
  type SortKey,
  type Format,
} from './requestParts.ts'
export { exportRequestOf, pageRequestOf, pageRowsMax, rowsRequestOf } from './reportRequest.ts'
export { birdStrikes } from './reports/birdStrikes.ts'
export { flights } from './reports/flights.ts'
export { reports, type DescriptionOf, type ReportId } from './reports/index.ts'
export { ticketReceiptSchema, ticketSchema, type TicketReceipt } from './ticketReceipt.ts'
export { scopeSchema, viewerSchema, type Scope, type Viewer } from './viewer.ts'
