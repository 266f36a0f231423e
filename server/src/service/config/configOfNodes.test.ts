import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { ConfigError } from './configError.ts'

const secret = 'a secret that is long enough for a test'
const provider = {
  AUTH_JWKS_URL: 'https://login.example.com/keys',
  AUTH_ISSUER: 'https://login.example.com',
  AUTH_AUDIENCE: 'coatcheck',
}

const page = { ...provider, AUTH_CLIENT_ID: 'page' }

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('nothing set is one process that keeps everything itself', () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: undefined,
    redisUrl: undefined,
    openId: undefined,
    demoAccounts: true,
  })
})

test('an address is kept, and shows its password to no one', () => {
  const config = readConfig({
    DATABASE_URL: 'postgres://sam:hidden@db/reports',
    REDIS_URL: 'rediss://:hidden@cache:6380',
    AUTH_SECRET: secret,
  })
  expect(config.databaseUrl?.reveal()).toBe('postgres://sam:hidden@db/reports')
  expect(config.redisUrl?.reveal()).toBe('rediss://:hidden@cache:6380')
  expect(JSON.stringify(config) + inspect(config, { depth: 5 })).not.toContain('hidden')
})

test.each([
  [{ DATABASE_URL: 'mysql://db' }, /DATABASE_URL: use an address such as postgres:/],
  [{ REDIS_URL: 'cache:6379', AUTH_SECRET: secret }, /REDIS_URL: use an address such as rediss:/],
  [{ REDIS_URL: 'redis://cache' }, /AUTH_SECRET: set it, to the same value on every node/],
  [{ REDIS_WAIT_REPLICAS: '1' }, /REDIS_WAIT_REPLICAS: needs REDIS_URL/],
  [{ AUTH_ISSUER: 'https://login' }, /AUTH_JWKS_URL, AUTH_AUDIENCE: must be set as well/],
  [{ ...provider, AUTH_JWKS_URL: 'http://login/keys' }, /AUTH_JWKS_URL: use the https/],
  [{ ...provider, DEMO_ACCOUNTS: 'true' }, /DEMO_ACCOUNTS: use false/],
  [{ AUTH_CLIENT_ID: 'page' }, /AUTH_CLIENT_ID: set AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE/],
  [{ ...provider, AUTH_CLIENT_ID: 'pa\nge' }, /AUTH_CLIENT_ID: use the client id that/],
  [{ ...provider, AUTH_SCOPES: 'openid' }, /AUTH_SCOPES: needs AUTH_CLIENT_ID/],
  [{ AUTH_PROMPT: 'login' }, /AUTH_PROMPT: needs AUTH_CLIENT_ID/],
  [{ ...page, AUTH_SCOPES: 'offline_access' }, /AUTH_SCOPES: use scopes .* openid among them/],
  [{ ...page, AUTH_SCOPES: 'openid "x"' }, /AUTH_SCOPES: use scopes/],
  [{ ...page, AUTH_PROMPT: 'none' }, /AUTH_PROMPT: use one of login, consent, select_account/],
  [{ ...page, AUTH_ISSUER: 'login.example.com' }, /AUTH_ISSUER: use the https:/],
  [{ ...page, AUTH_ISSUER: 'http://login.example.com' }, /AUTH_ISSUER: use the https:/],
  [{ ...page, AUTH_AUDIENCE_PARAMETER: 'aud' }, /AUTH_AUDIENCE_PARAMETER: use audience or/],
  [{ ...page, AUTH_AUDIENCE_PARAMETER: 'resource' }, /AUTH_AUDIENCE: use an address such as/],
])('%j is told what would be right', (env, problem) => {
  const problems = problemsOf(env)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(problem)
})

test('an identity provider replaces the demo accounts', () => {
  const config = readConfig({ ...provider, REDIS_URL: 'redis://cache' })
  expect(config.demoAccounts).toBe(false)
  expect(config.openId).toEqual({
    jwksUrl: provider.AUTH_JWKS_URL,
    issuer: provider.AUTH_ISSUER,
    audience: 'coatcheck',
    scopeClaim: 'airports',
    clockSkewS: 30,
  })
})

test('a client id lets the page sign people in, with what else the provider wants', () => {
  expect(readConfig(page).openId?.page).toEqual({
    clientId: 'page',
    scopes: 'openid',
    prompt: null,
    audienceParameter: null,
  })
  const more = {
    AUTH_SCOPES: ' openid  offline_access api://reports/read ',
    AUTH_PROMPT: 'select_account',
    AUTH_AUDIENCE: 'https://reports.example.com',
    AUTH_AUDIENCE_PARAMETER: 'resource',
  }
  expect(readConfig({ ...page, ...more }).openId?.page).toEqual({
    clientId: 'page',
    scopes: 'openid offline_access api://reports/read',
    prompt: 'select_account',
    audienceParameter: 'resource',
  })
})
