import { availableParallelism, tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { defaultLimits, type CoatcheckLimits } from '../../limits.ts'
import { readConfig, type Config } from './config.ts'
import { ConfigError } from './configError.ts'

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('defaults', () => {
  test('an empty environment is enough, and is the one that the README describes', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: 'localhost',
      demoAccounts: true,
      demoPassword: undefined,
      publicBy: [],
      exportSpoolDir: resolve(tmpdir()),
      exportSpoolMaxBytes: 8 * 1024 ** 3,
      drainDeadlineS: 25,
      drainNoticeS: 0,
      dataDir: resolve('data'),
      publicUrl: undefined,
      allowedHosts: [],
      metricsPort: undefined,
      metricsHost: 'localhost',
      trustProxy: false,
      webOrigins: [],
      ticketCookieSameSite: 'strict',
      logLevel: 'info',
    } satisfies Partial<Config>)
  })

  test('limits are those of an embedded Coatcheck, with a run for each core but one', () => {
    const runsMax = Math.min(4, Math.max(1, availableParallelism() - 1))
    expect(readConfig({}).limits).toEqual({ ...defaultLimits, runsMax })
  })

  test('an empty variable is one that is not set', () => {
    const names = ['PORT', 'AUTH_SECRET', 'DEMO_ACCOUNTS', 'DEMO_PASSWORD', 'LOG_LEVEL']
    names.push('ALLOWED_HOSTS', 'METRICS_PORT', 'METRICS_HOST')
    names.push('NODE_ENV', 'HOST', 'PUBLIC_URL', 'TRUST_PROXY', 'WEB_ORIGINS', 'DATABASE_URL')
    names.push('REDIS_URL', 'AUTH_JWKS_URL')
    const withoutKey = (env: NodeJS.ProcessEnv) => ({ ...readConfig(env), authSecret: null })
    const blank = Object.fromEntries(names.map((name, index) => [name, ' '.repeat(index)]))
    expect(withoutKey(blank)).toEqual(withoutKey({}))
  })

  test('a configuration cannot be changed after it was read', () => {
    const config = readConfig({ WEB_ORIGINS: 'https://app.example.com' })
    expect(() => Object.assign(config, { demoAccounts: true })).toThrow(TypeError)
    expect(() => Object.assign(config.limits, { rowsMax: 1 })).toThrow(TypeError)
    expect(() => (config.webOrigins as string[]).push('https://evil.example')).toThrow(TypeError)
  })
})

test('METRICS_HOST needs a METRICS_PORT, which is not PORT', () => {
  expect(problemsOf({ METRICS_HOST: '0.0.0.0' })).toEqual([
    'METRICS_HOST: needs METRICS_PORT; without it the metrics are on PORT.',
  ])
  expect(problemsOf({ METRICS_PORT: '3000' })).toEqual([
    'METRICS_PORT: choose another port than PORT.',
  ])
})

describe('values', () => {
  test.each<[string, string, Partial<CoatcheckLimits>]>([
    ['DATABASE_POOL_MAX', '4', { queriesMax: 4 }],
    ['DATABASE_PAGE_TIMEOUT_S', '5', { queryDeadlineMs: 5_000 }],
    ['QUERIES_PER_VIEWER_MAX', '1', { queriesPerViewerMax: 1 }],
    ['QUERY_QUEUE_PER_VIEWER_MAX', '10000', { queryQueuePerViewerMax: 10_000 }],
    ['TICKET_TTL_S', '5', { ticketTtlMs: 5_000 }],
    ['TICKETS_PER_VIEWER_MAX', '10000', { ticketsPerViewerMax: 10_000 }],
    ['TICKETS_MAX', '20', { ticketsMax: 20 }],
    ['EXPORT_KEEP_S', '0', { keepMs: 0 }],
    ['EXPORT_GRACE_MS', '0', { graceMs: 0 }],
    ['EXPORT_WORKERS', '64', { runsMax: 64 }],
    ['EXPORT_QUEUE_MAX', '0', { queueMax: 0 }],
    ['EXPORT_RUNS_PER_VIEWER_MAX', '1', { runsPerViewerMax: 1 }],
    ['TICKETS_PER_MINUTE_MAX', '9', { ticketsPerMinuteMax: 9 }],
    ['DELIVERIES_PER_VIEWER_MAX', '7', { deliveriesPerViewerMax: 7 }],
    ['EXPORT_KEPT_PER_VIEWER_MAX', '5', { keptPerViewerMax: 5 }],
    ['EXPORT_KEPT_BYTES_PER_VIEWER_MAX', '1048576', { keptBytesPerViewerMax: 1_048_576 }],
    ['EXPORT_MAX_ROWS', '1', { rowsMax: 1 }],
    ['EXPORT_DEADLINE_S', '86400', { runDeadlineMs: 86_400_000 }],
    ['DELIVERY_STALL_S', '1', { stallMs: 1_000 }],
    ['DELIVERY_DEADLINE_S', '1', { deliveryDeadlineMs: 1_000 }],
  ])('the limit %s=%s is read', (name, text, expected) => {
    expect(readConfig({ [name]: text }).limits).toMatchObject(expected)
  })

  test.each<[string, string, Partial<Config>]>([
    ['PORT', '0', { port: 0 }],
    ['PORT', '65535', { port: 65_535 }],
    ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
    ['HOST', '::', { host: '::' }],
    ['DEMO_ACCOUNTS', 'false', { demoAccounts: false }],
    ['EXPORT_SPOOL_DIR', 'spool', { exportSpoolDir: resolve('spool') }],
    ['EXPORT_SPOOL_MAX_BYTES', '1099511627776', { exportSpoolMaxBytes: 1024 ** 4 }],
    ['DRAIN_DEADLINE_S', '0', { drainDeadlineS: 0 }],
    ['DRAIN_NOTICE_S', '10', { drainNoticeS: 10 }],
    ['DATA_DIR', '/var/lib/coatcheck', { dataDir: resolve('/var/lib/coatcheck') }],
    ['PUBLIC_URL', 'https://reports.example.com/', { publicUrl: 'https://reports.example.com' }],
    ['PUBLIC_URL', 'HTTP://Example.com:80', { publicUrl: 'http://example.com' }],
    ['ALLOWED_HOSTS', 'Reports.lan., b.example', { allowedHosts: ['reports.lan', 'b.example'] }],
    ['METRICS_PORT', '9464', { metricsPort: 9464, metricsHost: 'localhost' }],
    ['TRUST_PROXY', 'false', { trustProxy: false }],
    ['TRUST_PROXY', '1', { trustProxy: 1 }],
    ['TRUST_PROXY', 'loopback, 10.0.0.0/8', { trustProxy: ['loopback', '10.0.0.0/8'] }],
    ['TRUST_PROXY', 'fd00::/8', { trustProxy: ['fd00::/8'] }],
    [
      'WEB_ORIGINS',
      'https://app.example.com, http://localhost:5173,',
      { webOrigins: ['https://app.example.com', 'http://localhost:5173'] },
    ],
    ['TICKET_COOKIE_SAMESITE', 'strict', { ticketCookieSameSite: 'strict' }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
  ])('%s=%s is taken', (name, value, expected) => {
    expect(readConfig({ [name]: value })).toMatchObject(expected)
  })

  test.each([
    ['PORT', ['65536', '-1', '80.5', '0x50', '1e3', ' 80', 'http'], 'from 0 to 65535'],
    ['HOST', ['http://localhost', 'a b', '[::1]'], 'such as localhost or 0.0.0.0'],
    ['METRICS_PORT', ['65536', '-1', 'http'], 'from 0 to 65535'],
    [
      'ALLOWED_HOSTS',
      [
        '*',
        'https://a.example',
        'a.example:80',
        'a.example/',
        'a b',
        '[::1]',
        'a@b',
        '*.a.example',
      ],
      'without https:// and without ports',
    ],
    ['AUTH_SECRET', ['x'.repeat(31)], 'at least 32 characters'],
    ['DEMO_ACCOUNTS', ['yes', '1', 'TRUE'], 'use true or false'],
    [
      'DEMO_PASSWORD',
      ['short', 'eleven char', 'x'.repeat(1001)],
      'use 12 to 1000 characters, such as those of openssl rand -hex 12',
    ],
    ['DEMO_PASSWORD', ['coatcheck', ' CoatCheck '], 'this one is in the documentation'],
    ['QUERIES_PER_VIEWER_MAX', ['0', '1001'], 'from 1 to 1000'],
    ['QUERY_QUEUE_PER_VIEWER_MAX', ['9', '10001'], 'from 10 to 10000'],
    ['TICKET_TTL_S', ['0', '3601', '60s'], 'from 1 to 3600'],
    ['TICKETS_PER_VIEWER_MAX', ['0', '10001'], 'from 1 to 10000'],
    ['TICKETS_MAX', ['0', '1000001'], 'from 1 to 1000000'],
    ['EXPORT_KEEP_S', ['-1', '2592001'], 'from 0 to 2592000'],
    ['EXPORT_GRACE_MS', ['-1', '60001', '2s'], 'from 0 to 60000'],
    ['EXPORT_WORKERS', ['0', '65'], 'from 1 to 64'],
    ['EXPORT_QUEUE_MAX', ['-1', '10001'], 'from 0 to 10000'],
    ['EXPORT_RUNS_PER_VIEWER_MAX', ['0', '1001'], 'from 1 to 1000'],
    ['EXPORT_SPOOL_MAX_BYTES', ['8GB', '1048575', '9'.repeat(17)], 'from 1048576 to'],
    ['EXPORT_MAX_ROWS', ['0', '1000000001', '5,000,000'], 'from 1 to 1000000000'],
    ['EXPORT_DEADLINE_S', ['0', '86401'], 'from 1 to 86400'],
    ['DELIVERY_STALL_S', ['0', '86401'], 'from 1 to 86400'],
    ['DELIVERY_DEADLINE_S', ['0', '86401'], 'from 1 to 86400'],
    ['DRAIN_DEADLINE_S', ['-1', '86401'], 'from 0 to 86400'],
    ['DRAIN_NOTICE_S', ['-1', '601'], 'from 0 to 600'],
    [
      'PUBLIC_URL',
      [
        'example.com',
        'https://example.com/path',
        'https://example.com/?a=b',
        'https://user:pass@example.com',
        'ftp://example.com',
        'javascript:alert(1)',
      ],
      'such as https://reports.example.com, without a path',
    ],
    [
      'TRUST_PROXY',
      ['true', '100', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8/8', '10.0.0.0/', 'proxy.local', ','],
      'the number of proxies in front of this service, or their addresses',
    ],
    [
      'WEB_ORIGINS',
      ['*', 'https://*.example.com/', 'app.example.com', 'https://a.example;https://b.example'],
      'use origins separated by commas',
    ],
    ['TICKET_COOKIE_SAMESITE', ['lax', 'None'], 'use strict or none'],
    ['LOG_LEVEL', ['verbose', 'INFO'], 'use one of fatal, error, warn, info, debug, trace, silent'],
  ])('a bad %s is named, with what would be right', (name, values, hint) => {
    for (const value of values) {
      const problems = problemsOf({ [name]: value })
      expect(problems, value).toHaveLength(1)
      expect(problems[0]).toMatch(new RegExp(`^${name}: .*\\.$`))
      expect(problems[0]).toContain(hint)
    }
  })

  test('everything that is wrong is told at once', () => {
    const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'x', TRUST_PROXY: 'true' })
    expect(problems.map((line) => line.split(':')[0])).toEqual(['PORT', 'TRUST_PROXY', 'LOG_LEVEL'])
    expect(new ConfigError(problems).message.split('\n')).toHaveLength(4)
  })
})

describe('contradictions', () => {
  test.each([undefined, 'http://reports.example.com'])(
    'a cookie for other sites needs https: PUBLIC_URL %s will not do',
    (PUBLIC_URL) => {
      const [problem] = problemsOf({ TICKET_COOKIE_SAMESITE: 'none', PUBLIC_URL })
      expect(problem).toMatch(/^TICKET_COOKIE_SAMESITE: none needs https; set PUBLIC_URL/)
    },
  )

  test('a cookie for other sites goes with an https address', () => {
    const PUBLIC_URL = 'https://reports.example.com'
    expect(readConfig({ TICKET_COOKIE_SAMESITE: 'none', PUBLIC_URL })).toMatchObject({
      ticketCookieSameSite: 'none',
    })
  })

  test('one viewer may not have more tickets than everybody together', () => {
    expect(problemsOf({ TICKETS_MAX: '10' })).toEqual([
      'TICKETS_PER_VIEWER_MAX: use at most TICKETS_MAX, which is 10.',
    ])
    expect(problemsOf({ TICKETS_MAX: '10', TICKETS_PER_VIEWER_MAX: '10' })).toEqual([])
  })
})

describe('secrets', () => {
  const AUTH_SECRET = 'correct horse battery staple 1234'

  test('the same secret is the same key on every node, another is another', () => {
    const keyOf = (secret: string) => readConfig({ AUTH_SECRET: secret }).authSecret
    expect(keyOf(AUTH_SECRET).equals(keyOf(AUTH_SECRET))).toBe(true)
    expect(keyOf(AUTH_SECRET).equals(keyOf(`${AUTH_SECRET}5`))).toBe(false)
  })

  test('without one each start has a key of 256 bits of its own', () => {
    const [one, other] = [readConfig({}).authSecret, readConfig({}).authSecret]
    expect(one.symmetricKeySize).toBe(32)
    expect(one.equals(other)).toBe(false)
  })

  test('a printed configuration shows nothing of it', () => {
    const config = readConfig({ AUTH_SECRET })
    const printed = inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)
    expect(printed).not.toContain('horse')
    expect(printed).not.toContain(Buffer.from(AUTH_SECRET).toString('hex').slice(0, 12))
  })

  test('no message repeats a value, which may be a secret in the wrong place', () => {
    const secret = 'hunter2://x'
    const names = ['PORT', 'HOST', 'DEMO_ACCOUNTS', 'TRUST_PROXY', 'PUBLIC_URL', 'WEB_ORIGINS']
    const more = ['AUTH_SECRET', 'TICKET_COOKIE_SAMESITE', 'LOG_LEVEL', 'EXPORT_WORKERS']
    const env = Object.fromEntries([...names, ...more].map((name) => [name, secret]))
    const problems = problemsOf({ ...env, DEMO_PASSWORD: 'hunter2' })
    expect(problems).toHaveLength(names.length + more.length + 1)
    expect(problems.join('\n')).not.toContain('hunter2')
  })
})
