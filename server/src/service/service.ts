import type { Logger } from 'pino'
import { bearerToken } from './auth/bearerToken.ts'
import { exportDatabase, openBackends, type Backends } from './backends.ts'
import type { Config } from './config/config.ts'
import { createCoatcheck, type Coatcheck } from '../coatcheck/createCoatcheck.ts'
import { limitsOf } from './config/limitsOf.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'
import { openDemoReports, openReports, type OpenReports } from './openReports.ts'
import type { ReportList } from '../reports/anyReport.ts'

export interface ServiceOptions {
  readonly config: Config
  readonly logger: Logger
  /** Of the built worker thread. */
  readonly workerUrl: URL
  /** The demo's when left out. */
  readonly reports?: OpenReports
}

export interface Service extends Backends {
  readonly config: Config
  readonly logger: Logger
  readonly metrics: Metrics
  readonly coatcheck: Coatcheck<ReportList>
  readonly reports: OpenReports
  /** Aborts when the node is about to stop: from then on it is not ready, and works on as before. */
  readonly leaving: AbortSignal
  leave(): void
}

/** Opens all that the app depends on, as the configuration says. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { config, logger } = options
  const reports = await openReports(config, logger)
  return createService(await openBackends(config, logger, reports), { ...options, reports })
}

/** The service on what has been opened for it, and is closed with it. */
export function createService(backends: Backends, options: ServiceOptions): Service {
  const { config, logger, workerUrl, reports = openDemoReports } = options
  const { audit, board, database, identity, tickets } = backends
  const metrics = createMetrics({ ofProcess: true })
  const leaving = new AbortController()
  const coatcheck = createCoatcheck({
    reports: reports.reports,
    ...{ audit, board, database, logger, metrics, tickets },
    async viewer(request) {
      const session = await identity.verify(bearerToken(request.headers.authorization))
      const { viewer, sessionId, expiresAt } = session
      return { ...viewer, sessionId, expiresAt: new Date(expiresAt) }
    },
    mayExport: (viewer, sessionId) => identity.mayExport(viewer.id, sessionId),
    workers: {
      url: workerUrl,
      data: { database: exportDatabase(config, reports), tables: reports.files?.tables },
    },
    origin: config.publicUrl ?? '',
    cookie: {
      sameSite: config.ticketCookieSameSite,
      secure: config.publicUrl?.startsWith('https:') ?? false,
    },
    otherSites: config.webOrigins.length > 0,
    limits: limitsOf(config),
    spools: { directory: config.exportSpoolDir, maxBytes: config.exportSpoolMaxBytes },
  })
  return {
    ...backends,
    ...{ config, coatcheck, logger, metrics, reports },
    leaving: leaving.signal,
    leave: () => leaving.abort(),
    async close() {
      await coatcheck.close()
      await backends.close()
      await reports.close()
    },
  }
}
