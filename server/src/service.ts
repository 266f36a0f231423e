import type { Logger } from 'pino'
import { bearerToken } from './auth/bearerToken.ts'
import { exportDatabase, openBackends, type Backends } from './backends.ts'
import type { Config } from './config.ts'
import { createCoatcheck, type Coatcheck } from './createCoatcheck.ts'
import { limitsOf } from './limitsOf.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { ReportList } from './reports/anyReport.ts'
import { demoCatalogue } from './reports/demoCatalogue.ts'

export interface ServiceOptions {
  readonly config: Config
  readonly logger: Logger
  /** Of the built worker thread. */
  readonly workerUrl: URL
}

export interface Service extends Backends {
  readonly config: Config
  readonly logger: Logger
  readonly metrics: Metrics
  readonly coatcheck: Coatcheck<ReportList>
}

/** Opens all that the app depends on, as the configuration says. */
export async function openService(options: ServiceOptions): Promise<Service> {
  return createService(await openBackends(options.config, options.logger), options)
}

/** The service on what has been opened for it, and is closed with it. */
export function createService(backends: Backends, options: ServiceOptions): Service {
  const { config, logger, workerUrl } = options
  const { audit, board, database, identity, tickets } = backends
  const metrics = createMetrics({ ofProcess: true })
  const coatcheck = createCoatcheck({
    reports: demoCatalogue.reports,
    ...{ audit, board, database, logger, metrics, tickets },
    async viewer(request) {
      const session = await identity.verify(bearerToken(request.headers.authorization))
      const { viewer, sessionId, expiresAt } = session
      return { ...viewer, sessionId, expiresAt: new Date(expiresAt) }
    },
    mayExport: (viewer, sessionId) => identity.mayExport(viewer.id, sessionId),
    workers: { url: workerUrl, data: { database: exportDatabase(config) } },
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
    ...{ config, coatcheck, logger, metrics },
    async close() {
      await coatcheck.close()
      await backends.close()
    },
  }
}
