import type { Logger } from 'pino'
import { bearerToken } from './auth/bearerToken.ts'
import { exportDatabase, openBackends, type Backends } from './backends.ts'
import type { Config } from './config/config.ts'
import { derivedKey } from './config/derivedKey.ts'
import { createCoatcheck, type Coatcheck } from '../coatcheck/createCoatcheck.ts'
import { openDemoReports, openReports, type OpenReports } from './openReports.ts'
import type { ReportList } from '../reports/anyReport.ts'

export interface ServiceOptions {
  readonly config: Config
  readonly logger: Logger
  /** Of the built worker thread. */
  readonly workerUrl: URL
  /** Those of the demo by default. */
  readonly reports?: OpenReports
}

export interface Service extends Backends {
  readonly config: Config
  readonly logger: Logger
  readonly coatcheck: Coatcheck<ReportList>
  readonly reports: OpenReports
  /** Aborts when the node is about to stop: it is not ready then, but works on as before. */
  readonly leaving: AbortSignal
  leave(): void
}

/** Opens everything that the app depends on, as configured. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { config, logger } = options
  const reports = await openReports(config, logger)
  return createService(await openBackends(config, logger, reports), { ...options, reports })
}

/** Builds the service on open backends, which it closes when it closes. */
export function createService(backends: Backends, options: ServiceOptions): Service {
  const { config, logger, workerUrl, reports = openDemoReports } = options
  const { audit, database, files, identity, metrics, stores } = backends
  const leaving = new AbortController()
  const coatcheck = createCoatcheck({
    reports: reports.reports,
    audit,
    database,
    logger,
    metrics,
    ...stores,
    ...(files && { files }),
    async viewer({ headers }) {
      const session = await identity.verify(bearerToken(headers.get('authorization')))
      const { viewer, sessionId, expiresAt } = session
      return { ...viewer, sessionId, expiresAt: new Date(expiresAt) }
    },
    mayExport: ({ viewer, sessionId }) => identity.mayExport(viewer.id, sessionId),
    workers: {
      url: workerUrl,
      data: { database: exportDatabase(config, reports), tables: reports.files?.tables },
    },
    origin: config.publicUrl ?? '',
    cookie: {
      sameSite: config.ticketCookieSameSite,
      secure: config.publicUrl?.startsWith('https:') ?? false,
      key: derivedKey(config.authSecret, 'coatcheck browser cookies').export(),
    },
    pageOrigins: config.webOrigins,
    limits: config.limits,
    spools: { directory: config.exportSpoolDir, maxBytes: config.exportSpoolMaxBytes },
  })
  return {
    ...backends,
    config,
    coatcheck,
    logger,
    reports,
    leaving: leaving.signal,
    leave: () => leaving.abort(),
    async close() {
      await coatcheck.close()
      await backends.close()
      await reports.close()
    },
  }
}
