import { openAuditFile } from './audit/auditFile.ts'
import { createAccountIdentity } from './auth/accountIdentity.ts'
import { demoAccounts } from './auth/demoAccounts.ts'
import type { AppDependencies } from './app.ts'
import type { Config } from './config.ts'
import { openDuckDb } from './database/duckdb.ts'
import { createExportObserver } from './exports/exportObserver.ts'
import { MemoryExportBoard } from './exports/memoryExportBoard.ts'
import { Exports } from './exports/exports.ts'
import { SpoolRoom } from './exports/spoolRoom.ts'
import { WorkerPool } from './exports/workerPool.ts'
import type { Logger } from 'pino'
import { createMetrics } from './metrics.ts'
import { MemoryTicketStore } from './tickets/memoryTicketStore.ts'

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
  const audit = await openAuditFile({ dataDir: config.dataDir })
  const database = await openDuckDb({ materialise: true, spillDirectory: config.exportSpoolDir })
  const tickets = openTickets(config)
  const board = new MemoryExportBoard()
  const exports = new Exports({
    board,
    pool: new WorkerPool({
      workerUrl,
      size: config.exportWorkers,
      queueMax: config.exportQueueMax,
      workerData: { database: { spillDirectory: config.exportSpoolDir, memoryLimit: '96MB' } },
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
  const identity = createAccountIdentity({
    secret: config.authSecret,
    accounts: config.demoAccounts ? demoAccounts : [],
  })
  const stop = new AbortController()

  return {
    ...{ config, logger, metrics, audit, database, tickets, board, exports, identity },
    draining: stop.signal,
    stopTakingWork: () => stop.abort(),
    async close() {
      stop.abort()
      await exports.close()
      await board.close()
      await tickets.close()
      await database.close()
      await audit.close()
    },
  }
}

function openTickets(config: Config): MemoryTicketStore {
  const longestS = config.exportDeadlineS + config.deliveryDeadlineS + config.exportKeepS
  return new MemoryTicketStore({
    ttlMs: config.ticketTtlS * 1000,
    claimedTtlMs: longestS * 1000,
    unclaimedPerViewerMax: config.ticketsPerViewerMax,
    entriesMax: config.ticketsMax,
  })
}
