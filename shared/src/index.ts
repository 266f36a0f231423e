export { columnTypes, isTimeType, type Column, type ColumnType } from './column.ts'
export {
  dayMs,
  epochMsMax,
  excelColumnsMax,
  excelDigits,
  excelEpochSerial,
  excelIntegerMax,
  excelRowsMax,
  excelTextLengthMax,
} from './constants.ts'
export { binBounds, type Bins } from './binBounds.ts'
export { dayAfter, daysBetween, isDayText, lastDayOf, shownDay } from './day.ts'
export { daysOfPeriod, isPeriod, periods, type Period } from './period.ts'
export { errorCodes, errorCodeSchema, type ErrorCode } from './errorCode.ts'
export { keptRequestSchema } from './exportRequest.ts'
export type { ListSchema } from './listSchema.ts'
export { printable } from './printable.ts'
export {
  exportProgressSchema,
  isShortened,
  shortListLength,
  type ExportProgress,
} from './exportProgress.ts'
export { newProgress } from './newProgress.ts'
export {
  exportLimitsSchema,
  preparedExportSchema,
  type ExportLimits,
  type PreparedExport,
} from './preparedExport.ts'
export { exportStates, exportStateSchema, type ExportState } from './exportState.ts'
export {
  completeDescription,
  describeReport,
  type CompleteDescription,
  type GivenDescription,
} from './describeReport.ts'
export {
  fileStemIn,
  outlineOf,
  type Chart,
  type ColumnId,
  type DataRange,
  type FilterField,
  type Measure,
  type ReportDescription,
  type ReportOutline,
} from './reportDescription.ts'
export { fileNameOf } from './fileName.ts'
export { givenNameProblem } from './givenFileName.ts'
export { fileNameLengthMax, type FileNameProblem } from './plainFileName.ts'
export { filtersSchemaOf } from './outlineFilters.ts'
export {
  checkDayRange,
  csvDialects,
  csvDialectSchema,
  chosenValuesMax,
  dayRangeShape,
  daySchema,
  formats,
  formatSchema,
  localeSchema,
  sortKeysMax,
  valuesSchema,
  type CsvDialect,
  type SortKey,
  type Format,
} from './requestParts.ts'
export {
  clientKeySchema,
  exportRequestOf,
  pageRequestOf,
  pageRowsMax,
  chartsRequestOf,
  rowsRequestOf,
  valuesRequestOf,
} from './reportRequest.ts'
export {
  requestSchemasOf,
  type AnyReports,
  type ExportRequest,
  type ExportRequestInput,
  type OptionsRequest,
  type PageRequest,
  type PageRequestInput,
  type RequestSchemas,
  type ChartsRequest,
  type ChartsRequestInput,
  type RowsRequest,
  type RowsRequestInput,
  type TicketRequest,
  type TicketRequestInput,
  type ValuesRequest,
  type ValuesRequestInput,
} from './requestSchemas.ts'
export type {
  ExportRequestOf,
  PageRequestOf,
  ChartsRequestOf,
  RowsRequestOf,
  TicketRequestOf,
  ValuesRequestOf,
} from './requestTypes.ts'
export type {
  AudienceParameter,
  ProviderMetadata,
  SignInOptions,
  SignInProvider,
} from './signInOptions.ts'
export { suggestion } from './suggestion.ts'
export { ticketReceiptSchema, ticketSchema, type TicketReceipt } from './ticketReceipt.ts'
export { conditionIn, conditionText, valueIn } from './conditionText.ts'
export {
  conditionProblem,
  isValueOf,
  operatorsOf,
  type ConditionProblem,
} from './conditionProblem.ts'
export { timeSpan, type TimeSpan } from './timeSpan.ts'
export {
  conditionsMax,
  conditionTextMax,
  type ConditionValue,
  type Operator,
  type WhereCondition,
} from './whereCondition.ts'
export { inLanguage, wordsIn, type InWords, type Words } from './words.ts'
export { viewerSchema, type Json, type Viewer } from './viewer.ts'
export type { ChartChoice } from './chartChoice.ts'
