import type { AppDependencies } from './app.ts'
import { exportDatabase, openBackends } from './backends.ts'
import type { Config } from './config.ts'
import { createExportObserver } from './exports/exportObserver.ts'
import { Exports } from './exports/exports.ts'
import { SpoolRoom } from './exports/spoolRoom.ts'
import { WorkerPool } from './exports/workerPool.ts'
import type { Logger } from 'pino'
import { createMetrics } from './metrics.ts'
import { openReports } from './openReports.ts'

export interface ServiceOptions {
  readonly config: Config
  readonly logger: Logger
  /** Of the built worker thread. */
  readonly workerUrl: URL
}

export interface Service extends Omit<AppDependencies, 'webRoot'> {
  /** From now on nothing new begins; what runs goes on. */
  stopTakingWork(): void
  /** Stops what still runs and closes everything. */
  close(): Promise<void>
}

/** Opens all that the app depends on, as the configuration says. */
export async function openService({ config, logger, workerUrl }: ServiceOptions): Promise<Service> {
  const metrics = createMetrics({ ofProcess: true })
  const reports = await openReports(config, logger)
  const backends = await openBackends(config, logger, reports.files)
  const { audit, board, database, identity, tickets } = backends
  const exports = new Exports({
    board,
    pool: new WorkerPool({
      workerUrl,
      size: config.exportWorkers,
      queueMax: config.exportQueueMax,
      workerData: { database: exportDatabase(config, reports.files), tables: reports.tables },
    }),
    spoolRoom: new SpoolRoom({
      directory: config.exportSpoolDir,
      maxBytes: config.exportSpoolMaxBytes,
    }),
    keepMs: config.exportKeepS * 1000,
    ticketTtlMs: config.ticketTtlS * 1000,
    runDeadlineMs: config.exportDeadlineS * 1000,
    runsPerViewerMax: config.exportRunsPerViewerMax,
    observe: createExportObserver({ audit, metrics, logger }),
    onBytesSent: (bytes) => metrics.bytesSent(bytes),
    onDropped: ({ id }) => void tickets.revoke(id).catch(() => {}),
  })
  const stop = new AbortController()

  return {
    catalogue: reports.catalogue,
    ...{ config, logger, metrics, audit, database, tickets, board, exports, identity },
    draining: stop.signal,
    stopTakingWork: () => stop.abort(),
    async close() {
      stop.abort()
      await exports.close()
      await backends.close()
      await reports.close()
    },
  }
}
