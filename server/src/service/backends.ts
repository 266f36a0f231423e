import { totalmem } from 'node:os'
import { dayMs } from '@coatcheck/shared'
import type { Logger } from 'pino'
import { openAuditFile } from '../audit/auditFile.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { createAccountIdentity } from './auth/accountIdentity.ts'
import { demoAccounts, demoAccountsWith, type Account } from './auth/demoAccounts.ts'
import type { Identity } from './auth/identity.ts'
import { createOpenIdIdentity } from './auth/openIdIdentity.ts'
import { createRevokedSessions } from './auth/revokedSessions.ts'
import { tokenTtlS } from './auth/sessionTokens.ts'
import { passwordMethods, providerMethods, type SignInMethods } from './auth/signInMethods.ts'
import { closeStores, memoryStores, type Stores } from '../coatcheck/stores.ts'
import type { Config } from './config/config.ts'
import { ConfigError } from './config/configError.ts'
import type { Database } from '../database/database.ts'
import { openDatabase, type DatabaseOptions } from '../database/openDatabase.ts'
import { openDemoReports, type OpenReports } from './openReports.ts'
import type { RedisBackends } from './redisBackends.ts'
import type { FileStore } from '../spool/fileStore.ts'
import { openS3Files } from '../spool/openS3Files.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'

/** Longer than providers let access tokens live: some allow a day. */
const providerTokenTtlS = dayMs / 1000

/** Data up to this size, unpacked, are copied into memory for faster pages; the copy is smaller. */
const copiedBytesMax = 512 * 1024 ** 2

/** What one process keeps to itself, and several nodes keep where all of them can reach it. */
export interface Backends {
  readonly audit: AuditLog
  readonly database: Database
  readonly identity: Identity
  readonly signInMethods: SignInMethods
  readonly stores: Stores
  /** The store of finished files; undefined when this process keeps its own. */
  readonly files: FileStore | undefined
  readonly metrics: Metrics
  close(): Promise<void>
}

/** Opens the configured backends; the embedded ones by default. */
export async function openBackends(
  config: Config,
  logger: Logger,
  reports: Pick<OpenReports, 'source' | 'files'> = openDemoReports,
): Promise<Backends> {
  const signInMethods = await openSignInMethods(config, logger)
  const metrics = createMetrics({ ofProcess: true })
  const redis = await openRedis(config, logger)
  const audit = await openAudit(config)
  const database = await openDatabase(pageDatabase(config, reports))
  const stores = redis?.stores(metrics) ?? memoryStores()
  const files = await openFiles(config, logger)
  const identity = await openIdentity(config, redis)
  return {
    audit,
    database,
    files,
    identity,
    metrics,
    signInMethods,
    stores,
    async close() {
      await files?.close()
      await closeStores(stores)
      await database.close()
      await audit.close()
      redis?.close()
    },
  }
}

/** Loads the client of Redis only if there is one: it takes a tenth of the time of a start. */
async function openRedis(config: Config, logger: Logger): Promise<RedisBackends | undefined> {
  if (config.redisUrl === undefined) return undefined
  const { openRedisBackends } = await import('./redisBackends.ts')
  return openRedisBackends(config.redisUrl.reveal(), config, logger)
}

/**
 * Loads the client of Postgres only if there is one.
 *
 * @throws ConfigError when Postgres cannot be used
 */
async function openAudit({ databaseUrl, dataDir }: Config): Promise<AuditLog> {
  if (databaseUrl === undefined) return openAuditFile({ dataDir })
  const { openPostgresAudit } = await import('../audit/postgresAuditLog.ts')
  return openPostgresAudit({ url: databaseUrl.reveal() }).catch((error: unknown) => {
    const { message, code } = error as Error & { code?: string }
    // A host with several addresses fails without a message.
    const reason = message || code
    throw new ConfigError([
      `DATABASE_URL: Postgres cannot be used: ${reason}. Check that it runs, and the address, role and rights.`,
    ])
  })
}

function pageDatabase(
  config: Config,
  { source, files }: Pick<OpenReports, 'source' | 'files'>,
): DatabaseOptions {
  if (config.databaseUrl === undefined) {
    return {
      engine: 'duckdb',
      materialise: files !== undefined && files.bytes <= copiedBytesMax,
      spillDirectory: config.exportSpoolDir,
      ...source,
    }
  }
  return {
    engine: 'postgres',
    url: config.databaseUrl.reveal(),
    connectionsMax: config.databasePoolMax,
    statementMsMax: config.databasePageTimeoutS * 1000,
  }
}

/**
 * Memory of one thread for files that may be wider than the demo's: half of all memory, shared by the
 * threads. Scans need little of it, sorts of wide tables need most.
 */
function fileMemoryLimit({ limits }: Config): string {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  return `${Math.max(256, Math.floor(bytes / 2 / limits.runsMax / 1024 ** 2))}MB`
}

/** The database of a thread that runs exports: one connection, because it runs one at a time. */
export function exportDatabase(
  config: Config,
  { source, files }: Pick<OpenReports, 'source' | 'files'>,
): DatabaseOptions {
  if (config.databaseUrl === undefined) {
    return {
      engine: 'duckdb',
      oneAtATime: true,
      spillDirectory: config.exportSpoolDir,
      memoryLimit: files ? fileMemoryLimit(config) : '96MB',
      ...source,
    }
  }
  return {
    engine: 'postgres',
    url: config.databaseUrl.reveal(),
    connectionsMax: 1,
    statementMsMax: config.limits.runDeadlineMs,
  }
}

async function openIdentity(config: Config, redis: RedisBackends | undefined): Promise<Identity> {
  const { openId } = config
  const ttlS = openId ? providerTokenTtlS : tokenTtlS
  const revoked = redis?.revokedSessions(ttlS) ?? createRevokedSessions({ ttlS, now: Date.now })
  if (openId) return createOpenIdIdentity({ ...openId, revoked })
  return createAccountIdentity({
    secret: config.authSecret,
    accounts: await openAccounts(config),
    passwordsArePublic: config.demoPassword === undefined,
    revoked,
    ...(redis && { attempts: redis.attemptCounters() }),
  })
}

async function openAccounts(config: Config): Promise<readonly Account[]> {
  if (!config.demoAccounts) return []
  const { demoPassword } = config
  return demoPassword ? demoAccountsWith(demoPassword.reveal()) : demoAccounts
}

/**
 * Asks the provider at once whether it is what is configured. If it cannot be reached, it is asked
 * again when someone signs in: that must not keep the service from starting.
 *
 * @throws ConfigError
 */
async function openSignInMethods(
  { demoAccounts: hasAccounts, openId }: Config,
  logger: Logger,
): Promise<SignInMethods> {
  if (!openId) return passwordMethods(hasAccounts)
  const methods = providerMethods(openId)
  await methods.options().catch((error: unknown) => {
    if (error instanceof ConfigError) throw error
    logger.warn({ err: error }, 'the identity provider does not respond yet')
  })
  return methods
}

/** A store that does not respond must not keep the service from starting. */
async function openFiles({ spoolStore }: Config, logger: Logger): Promise<FileStore | undefined> {
  if (!spoolStore) return undefined
  const files = await openS3Files({ ...spoolStore, logger })
  // It logs what is wrong.
  await files.check().catch(() => {})
  return files
}
