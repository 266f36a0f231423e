import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { ConfigError } from './configError.ts'

const AUTH_SECRET = 'a secret that is long enough for a test'
const DEMO_PASSWORD = 'a password of our own'
const provider = {
  AUTH_JWKS_URL: 'https://login.example.com/keys',
  AUTH_ISSUER: 'https://login.example.com',
  AUTH_AUDIENCE: 'coatcheck',
}

/** Each alone says that others can reach the service. */
const publicEnvironments: [string, NodeJS.ProcessEnv][] = [
  ['HOST', { HOST: '0.0.0.0' }],
  ['HOST', { HOST: '::' }],
  ['HOST', { HOST: '192.168.0.10' }],
  ['HOST', { HOST: 'reports.lan' }],
  ['HOST', { HOST: 'localhost.example.com' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://reports.example.com' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'http://localhost:3000' }],
  ['ALLOWED_HOSTS', { ALLOWED_HOSTS: 'reports.lan' }],
  ['TRUST_PROXY', { TRUST_PROXY: '1' }],
  ['TRUST_PROXY', { TRUST_PROXY: 'loopback' }],
  ['WEB_ORIGINS', { WEB_ORIGINS: 'https://app.example.com' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://db.example.com/reports' }],
  ['REDIS_URL', { REDIS_URL: 'redis://localhost', AUTH_SECRET }],
  ['NODE_ENV=production', { NODE_ENV: 'production' }],
]

const localEnvironments: [NodeJS.ProcessEnv][] = [
  [{}],
  [{ HOST: 'localhost' }],
  [{ HOST: 'LocalHost' }],
  [{ HOST: '127.0.0.1' }],
  [{ HOST: '127.1.2.3' }],
  [{ HOST: '::1' }],
  [{ NODE_ENV: 'development' }],
  [{ TRUST_PROXY: 'false' }],
  [{ TRUST_PROXY: '0' }],
  [{ WEB_ORIGINS: ',' }],
  [{ HOST: ' ', PUBLIC_URL: '', TRUST_PROXY: '', WEB_ORIGINS: '', DATABASE_URL: '' }],
  [{ REDIS_URL: '', AUTH_JWKS_URL: '', NODE_ENV: '', DEMO_ACCOUNTS: '', DEMO_PASSWORD: '' }],
  [{ DATA: 'sales.csv' }],
]

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe.each(publicEnvironments)('the demo accounts with %s, as in %j,', (name, env) => {
  test('are off', () => {
    expect(readConfig(env)).toMatchObject({ demoAccounts: false, publicBy: [name] })
    expect(readConfig({ ...env, DEMO_ACCOUNTS: 'false' }).demoAccounts).toBe(false)
  })

  test('are on with both DEMO_ACCOUNTS and DEMO_PASSWORD', () => {
    const config = readConfig({ ...env, DEMO_ACCOUNTS: 'true', DEMO_PASSWORD })
    expect(config.demoAccounts).toBe(true)
    expect(config.demoPassword?.reveal()).toBe(DEMO_PASSWORD)
  })

  test('cannot be turned on with their public password', () => {
    expect(problemsOf({ ...env, DEMO_ACCOUNTS: 'true' })).toEqual([
      'DEMO_PASSWORD: set it to a password of your own, or leave out DEMO_ACCOUNTS: with ' +
        `${name} others may reach the demo accounts, whose usual password is public.`,
    ])
    const [problem] = problemsOf({ ...env, DEMO_ACCOUNTS: 'true', DEMO_PASSWORD: 'coatcheck' })
    expect(problem).toMatch(/^DEMO_PASSWORD: use a password of your own/)
  })

  test('need DEMO_ACCOUNTS besides a password', () => {
    expect(problemsOf({ ...env, DEMO_PASSWORD })).toEqual([
      'DEMO_PASSWORD: set DEMO_ACCOUNTS=true as well, or leave it out: with ' +
        `${name} the demo accounts are off.`,
    ])
  })
})

describe.each(localEnvironments)('the demo accounts with %j', (env) => {
  test('are on, with their public password unless there is another', () => {
    for (const given of [env, { ...env, DEMO_ACCOUNTS: 'true' }]) {
      const config = readConfig(given)
      expect(config).toMatchObject({ demoAccounts: true, demoPassword: undefined, publicBy: [] })
    }
    const { demoAccounts, demoPassword } = readConfig({ ...env, DEMO_PASSWORD })
    expect([demoAccounts, demoPassword?.reveal()]).toEqual([true, DEMO_PASSWORD])
  })

  test('may be turned off', () => {
    expect(readConfig({ ...env, DEMO_ACCOUNTS: 'false' }).demoAccounts).toBe(false)
  })
})

test('every reason is named', () => {
  const { publicBy } = readConfig({
    HOST: '0.0.0.0',
    PUBLIC_URL: 'https://reports.example.com',
    ALLOWED_HOSTS: 'reports.lan',
    TRUST_PROXY: '1',
    WEB_ORIGINS: 'https://app.example.com',
    DATABASE_URL: 'postgres://db/reports',
    REDIS_URL: 'redis://cache',
    AUTH_SECRET,
    NODE_ENV: 'production',
  })
  expect(publicBy).toEqual([
    ...['HOST', 'PUBLIC_URL', 'ALLOWED_HOSTS', 'TRUST_PROXY', 'WEB_ORIGINS', 'DATABASE_URL'],
    'REDIS_URL',
    'NODE_ENV=production',
  ])
})

test('an identity provider takes the place of the demo accounts', () => {
  expect(readConfig(provider).demoAccounts).toBe(false)
  expect(problemsOf({ ...provider, DEMO_ACCOUNTS: 'true', DEMO_PASSWORD })).toEqual([
    'DEMO_ACCOUNTS: use false, since AUTH_JWKS_URL names an identity provider.',
    'DEMO_PASSWORD: leave it out, since AUTH_JWKS_URL names an identity provider.',
  ])
})

test('a password for accounts that are off is told to be of no use', () => {
  expect(problemsOf({ DEMO_ACCOUNTS: 'false', DEMO_PASSWORD })).toEqual([
    'DEMO_PASSWORD: leave it out, since DEMO_ACCOUNTS is false.',
  ])
})

test('neither a printed configuration nor a problem shows the password', () => {
  const config = readConfig({ DEMO_PASSWORD })
  const printed = inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)
  const problems = [
    ...problemsOf({ DEMO_ACCOUNTS: 'false', DEMO_PASSWORD }),
    ...problemsOf({ HOST: '0.0.0.0', DEMO_PASSWORD }),
    ...problemsOf({ ...provider, DEMO_PASSWORD }),
    ...problemsOf({ DEMO_PASSWORD: 'of our own' }),
  ]
  expect(problems).toHaveLength(4)
  expect(printed + problems.join('\n')).not.toContain('of our own')
})
