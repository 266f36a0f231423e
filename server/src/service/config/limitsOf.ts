import { defaultLimits, type CoatcheckLimits } from '../../coatcheck/coatcheckOptions.ts'
import type { Config } from './config.ts'

export function limitsOf(config: Config): CoatcheckLimits {
  return {
    requestBytesMax: defaultLimits.requestBytesMax,
    rowsMax: config.exportMaxRows,
    runsMax: config.exportWorkers,
    queueMax: config.exportQueueMax,
    runsPerViewerMax: config.exportRunsPerViewerMax,
    runDeadlineMs: config.exportDeadlineS * 1000,
    ticketTtlMs: config.ticketTtlS * 1000,
    ticketsPerViewerMax: config.ticketsPerViewerMax,
    ticketsMax: config.ticketsMax,
    graceMs: config.exportGraceMs,
    keepMs: config.exportKeepS * 1000,
    stallMs: config.deliveryStallS * 1000,
    deliveryDeadlineMs: config.deliveryDeadlineS * 1000,
    queriesMax: config.databasePoolMax,
    queriesPerViewerMax: config.queriesPerViewerMax,
    queryQueueMax: defaultLimits.queryQueueMax,
    queryQueuePerViewerMax: config.queryQueuePerViewerMax,
    queryDeadlineMs: config.databasePageTimeoutS * 1000,
  }
}
