import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { CoatcheckLimits } from '../../limits.ts'
import type { S3FilesOptions } from '../../spool/openS3Files.ts'
import { readCommandLine } from './commandLine.ts'
import { ConfigError } from './configError.ts'
import { derivedKey } from './derivedKey.ts'
import {
  address,
  bytesMax,
  daySeconds,
  hostName,
  hostNames,
  integer,
  origin,
  origins,
  secret,
  type SecretText,
  trustProxy,
} from './configValue.ts'
import { demoOf, demoProblems, demoVariables, type DemoConfig } from './demoConfig.ts'
import { limitsOf, limitVariables } from './limitsConfig.ts'
import { spoolStoreOf, spoolStoreProblems, spoolStoreVariables } from './spoolStoreConfig.ts'
import { openIdOf, openIdProblems, openIdVariables, type OpenIdConfig } from './openIdConfig.ts'

export interface Config extends DemoConfig {
  /** 0 takes a free port. */
  readonly port: number
  readonly host: string
  /** A key object shows nothing of itself when it is printed or serialised. */
  readonly authSecret: KeyObject
  /** Signs the records of tickets in Redis; undefined without an AUTH_SECRET that nodes share. */
  readonly recordKey: KeyObject | undefined
  /** The OpenID provider whose tokens are taken; undefined when there is none. */
  readonly openId: OpenIdConfig | undefined
  /** Files and folders whose tables become reports, in place of the demo's; none for the demo. */
  readonly dataPaths: readonly string[]
  /** Postgres; undefined for the embedded database. */
  readonly databaseUrl: SecretText | undefined
  readonly databasePoolMax: number
  readonly databasePageTimeoutS: number
  /** Redis, for several nodes; undefined when one process keeps everything in its memory. */
  readonly redisUrl: SecretText | undefined
  readonly redisWaitReplicas: number
  /** Passed as they are to everything that has to obey them. */
  readonly limits: CoatcheckLimits
  readonly exportSpoolDir: string
  readonly exportSpoolMaxBytes: number
  /** The store of finished files; undefined when each process keeps its own. */
  readonly spoolStore: S3FilesOptions | undefined
  readonly drainDeadlineS: number
  /** How long a node that is to stop goes on as before, so that a proxy can find out. */
  readonly drainNoticeS: number
  readonly dataDir: string
  /** Origin under which people reach this service; undefined when it is the one they asked. */
  readonly publicUrl: string | undefined
  /** Host names that are served, besides the one of `publicUrl` and those that lead here anyway. */
  readonly allowedHosts: readonly string[]
  /** A port of its own for the metrics, 0 for a free one; undefined when they share `port`. */
  readonly metricsPort: number | undefined
  readonly metricsHost: string
  /** Express's `trust proxy`: no one, a number of hops, or addresses. */
  readonly trustProxy: false | number | readonly string[]
  /** Origins of other sites whose pages may call the API. */
  readonly webOrigins: readonly string[]
  readonly ticketCookieSameSite: 'strict' | 'none'
  readonly logLevel: (typeof logLevels)[number]
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: integer(0, 65_535).default(3000),
  HOST: hostName.default('localhost'),
  AUTH_SECRET: secret.optional(),
  ...demoVariables,
  ...openIdVariables,
  ...limitVariables,
  ...spoolStoreVariables,
  DATA: z.string().optional(),
  DATABASE_URL: address(
    ['postgres:', 'postgresql:'],
    'postgres://coatcheck@db.example.com:5432/reports',
  ).optional(),
  REDIS_URL: address(['redis:', 'rediss:'], 'rediss://redis.example.com:6379').optional(),
  REDIS_WAIT_REPLICAS: integer(0, 10).default(0),
  EXPORT_SPOOL_DIR: z.string().default(() => tmpdir()),
  EXPORT_SPOOL_MAX_BYTES: integer(1024 ** 2, bytesMax).default(8 * 1024 ** 3),
  // Orchestrators commonly kill 30 s after SIGTERM; this leaves them nothing to kill.
  DRAIN_DEADLINE_S: integer(0, daySeconds).default(25),
  DRAIN_NOTICE_S: integer(0, 600).default(0),
  DATA_DIR: z.string().default('data'),
  PUBLIC_URL: origin.optional(),
  ALLOWED_HOSTS: hostNames.default([]),
  METRICS_PORT: integer(0, 65_535).optional(),
  METRICS_HOST: hostName.optional(),
  TRUST_PROXY: trustProxy.default(false),
  WEB_ORIGINS: origins.default([]),
  TICKET_COOKIE_SAMESITE: z
    .enum(['strict', 'none'], { error: 'use strict or none' })
    .default('strict'),
  LOG_LEVEL: z.enum(logLevels, { error: `use one of ${logLevels.join(', ')}` }).default('info'),
})

type Environment = z.output<typeof environmentSchema>

/**
 * Reads the whole configuration. Nothing else reads the environment.
 *
 * @param args what stands behind the command; `--data` goes before the variable DATA
 * @throws ConfigError naming every variable that is wrong and what would be right.
 */
export function readConfig(
  env: NodeJS.ProcessEnv = process.env,
  args: readonly string[] = [],
): Config {
  const commandLine = readCommandLine(args)
  if ('problem' in commandLine) throw new ConfigError([commandLine.problem])
  // An empty variable is how many tools write one that is not set.
  const present = Object.fromEntries(Object.entries(env).filter(([, text]) => text?.trim()))
  const result = environmentSchema.safeParse(present)
  if (!result.success) {
    throw new ConfigError(result.error.issues.map(describeIssue))
  }
  const dataPaths = dataPathsOf(commandLine.dataPaths, result.data)
  const problems = contradictions(result.data, dataPaths)
  if (problems.length > 0) throw new ConfigError(problems)
  return toConfig(result.data, dataPaths)
}

function dataPathsOf(asked: readonly string[], { DATA }: Environment): readonly string[] {
  const paths = asked.length > 0 || DATA === undefined ? asked : [DATA]
  return Object.freeze(paths.map((path) => resolve(path)))
}

function describeIssue(issue: z.core.$ZodIssue): string {
  // The value stays out of the message: it may be a secret that was pasted into the wrong place.
  return `${issue.path.join('.')}: ${issue.message}.`
}

function contradictions(environment: Environment, dataPaths: readonly string[]): string[] {
  const problems: string[] = []
  if (dataPaths.length > 0 && environment.DATABASE_URL) {
    problems.push(
      'DATABASE_URL: leave it out, since the reports come from files; or leave out --data and DATA.',
    )
  }
  const { TICKET_COOKIE_SAMESITE, PUBLIC_URL, TICKETS_PER_VIEWER_MAX, TICKETS_MAX } = environment
  if (TICKET_COOKIE_SAMESITE === 'none' && !PUBLIC_URL?.startsWith('https:')) {
    problems.push(
      'TICKET_COOKIE_SAMESITE: none needs https; set PUBLIC_URL to the https:// address of this ' +
        'service, or use strict.',
    )
  }
  if (environment.METRICS_HOST !== undefined && environment.METRICS_PORT === undefined) {
    problems.push('METRICS_HOST: needs METRICS_PORT; without it the metrics are on PORT.')
  }
  if (environment.METRICS_PORT === environment.PORT && environment.PORT > 0) {
    problems.push('METRICS_PORT: choose another port than PORT.')
  }
  if (TICKETS_PER_VIEWER_MAX > TICKETS_MAX) {
    problems.push(`TICKETS_PER_VIEWER_MAX: use at most TICKETS_MAX, which is ${TICKETS_MAX}.`)
  }
  return [
    ...problems,
    ...openIdProblems(environment),
    ...demoProblems(environment),
    ...nodeProblems(environment),
    ...spoolStoreProblems(environment),
  ]
}

function nodeProblems(environment: Environment): string[] {
  const { AUTH_JWKS_URL, AUTH_SECRET, REDIS_URL, REDIS_WAIT_REPLICAS } = environment
  const problems: string[] = []
  if (REDIS_URL && !AUTH_SECRET && !AUTH_JWKS_URL) {
    problems.push(
      'AUTH_SECRET: set it, to the same value on every node, since REDIS_URL lets several nodes ' +
        'share their tickets.',
    )
  }
  if (!REDIS_URL && REDIS_WAIT_REPLICAS > 0) {
    problems.push('REDIS_WAIT_REPLICAS: needs REDIS_URL.')
  }
  return problems
}

function toConfig(environment: Environment, dataPaths: readonly string[]): Config {
  return Object.freeze({
    port: environment.PORT,
    host: environment.HOST,
    authSecret: createSecretKey(environment.AUTH_SECRET ?? randomBytes(32)),
    recordKey:
      environment.AUTH_SECRET && derivedKey(environment.AUTH_SECRET, 'coatcheck ticket records'),
    ...demoOf(environment),
    openId: openIdOf(environment),
    dataPaths,
    databaseUrl: environment.DATABASE_URL,
    databasePoolMax: environment.DATABASE_POOL_MAX,
    databasePageTimeoutS: environment.DATABASE_PAGE_TIMEOUT_S,
    redisUrl: environment.REDIS_URL,
    redisWaitReplicas: environment.REDIS_WAIT_REPLICAS,
    limits: limitsOf(environment),
    exportSpoolDir: resolve(environment.EXPORT_SPOOL_DIR),
    exportSpoolMaxBytes: environment.EXPORT_SPOOL_MAX_BYTES,
    spoolStore: spoolStoreOf(environment),
    drainDeadlineS: environment.DRAIN_DEADLINE_S,
    drainNoticeS: environment.DRAIN_NOTICE_S,
    dataDir: resolve(environment.DATA_DIR),
    publicUrl: environment.PUBLIC_URL,
    allowedHosts: Object.freeze(environment.ALLOWED_HOSTS),
    metricsPort: environment.METRICS_PORT,
    metricsHost: environment.METRICS_HOST ?? 'localhost',
    trustProxy: environment.TRUST_PROXY,
    webOrigins: Object.freeze(environment.WEB_ORIGINS),
    ticketCookieSameSite: environment.TICKET_COOKIE_SAMESITE,
    logLevel: environment.LOG_LEVEL,
  })
}
