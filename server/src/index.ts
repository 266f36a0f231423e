/// <reference types="node" />
export {
  createCoatcheck,
  type Coatcheck,
  type CoatcheckStats,
} from './coatcheck/createCoatcheck.ts'
export type { DescribeApi, OpenApiOptions } from './coatcheck/describeApi.ts'
export type { OpenApiDocument } from './openApi/document.ts'
export type {
  CoatcheckOptions,
  SignedIn,
  ViewerRequest,
  WorkerOptions,
} from './coatcheck/coatcheckOptions.ts'
export type { Refusal, RefusalPage } from './download/refusalPage.ts'
export type { AppProcedure, CreateContext } from './coatcheck/createCoatcheck.ts'
export type { CallOptions } from './coatcheck/hosts/callOptions.ts'
export type { CoatcheckLimits } from './limits.ts'
export { serveRuns, type ServedRuns } from './runs/serveRuns.ts'

export { describeReport } from '@coatcheck/shared'
export type { ReportDescription, Viewer, Words } from '@coatcheck/shared'
export { sql, type Condition } from './reports/condition.ts'
export type { DistinctMeasure, MeasureOf } from './reports/measure.ts'
export { defineReport, type Report } from './reports/defineReport.ts'
export {
  defineRowsReport,
  type CellValues,
  type RowOf,
  type RowsQuery,
  type RowsReport,
} from './reports/rowsReport.ts'
export { keysetRows } from './reports/keysetRows.ts'
export type { AnyReport, DescriptionsOf, ReportList, ScopeOf } from './reports/anyReport.ts'
export type { Figure } from './formats/xlsx/figure.ts'
export type { WorkbookTemplate } from './formats/xlsx/template/templateOptions.ts'
export type { RowsTable, Total } from './formats/xlsx/rowsTable.ts'
export type { ExportedRows, WorkbookDesign } from './formats/xlsx/workbookDesign.ts'

export { AppError } from './appError.ts'
export { errorDetails, type ErrorDetails } from './trpc/errorDetails.ts'
export type { ColumnBatch, TextDictionary, Vector } from './columnBatch.ts'
export type { Database, Query, QueryValue } from './database/database.ts'
export { openDatabase, type DatabaseOptions } from './database/openDatabase.ts'

export { openAuditFile } from './audit/auditFile.ts'
export type { AuditEvent, AuditRecord } from './audit/auditEvent.ts'
export type { AuditLog } from './audit/auditLog.ts'
export type { NodeMessage, ProgressStore, PublishOptions } from './progress/progressStore.ts'
export type { SentPart } from './progress/sentParts.ts'
export { MemoryProgressStore } from './progress/memoryProgressStore.ts'
export type { FileStore } from './spool/fileStore.ts'
export type { SweepTimes } from './spool/fileSweeper.ts'
export { openS3Files, type S3FilesOptions } from './spool/openS3Files.ts'
export type { S3Options } from './spool/s3/s3Options.ts'
export { createLogger } from './telemetry/logger.ts'
export { createMetrics, type Metrics } from './telemetry/metrics.ts'
export {
  openRedisStores,
  type RedisStores,
  type RedisStoresOptions,
} from './coatcheck/redisStores.ts'
export { MemoryTicketStore } from './tickets/memoryTicketStore.ts'
export type { TicketLimits, TicketRecord, TicketStore } from './tickets/ticketStore.ts'

export type { Context } from './trpc/context.ts'
export type { ReportsRouter } from './trpc/reportsRouter.ts'
