import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiClient, signIn } from '../../testing/api.ts'
import { freePort } from '../../testing/freePort.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { noNginx, startNginx } from '../../testing/nginx.ts'
import { privateDemo } from '../../testing/privateDemo.ts'
import { noRedis, startRedis } from '../../testing/redisServer.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'
import { isSoak, longTest } from '../../testing/soak.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

const AUTH_SECRET = 'a secret that is long enough for a test'
const publicAccount = { username: 'analyst', password: 'coatcheck' }

let folder: TemporaryFolder
let salaries: string

beforeAll(async () => {
  folder = await temporaryFolder()
  salaries = join(folder.path, 'salaries.csv')
  await writeFile(salaries, 'name,salary\nAda,90000\nSam,80000\n')
})
afterAll(() => folder[Symbol.asyncDispose]())

/** A server on someone's own file; `PORT` lets it be found under its own address. */
async function serveSalaries(env: Record<string, string> = {}): Promise<TestServer> {
  return startServer({ PORT: String(await freePort()), ...env }, ['--data', salaries])
}

async function askToSignIn(
  url: string,
  account: { readonly username: string; readonly password: string },
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const { status, body } = await httpRequest(`${url}/trpc/session.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(account),
  })
  return { status, text: body.toString() }
}

async function expectNoOneSignsIn(server: TestServer, reason: string): Promise<void> {
  expect(server.output()).toContain('No one can sign in: set AUTH_JWKS_URL, AUTH_ISSUER and')
  expect(server.output()).toContain('or DEMO_ACCOUNTS=true and DEMO_PASSWORD to try it out.')
  expect(server.output()).toContain(`because of ${reason}, so the demo accounts`)
  const { options } = apiClient(server.url).session
  expect(await options.query()).toEqual({ password: false, provider: null })
  await expect(signIn(server.url, 'analyst')).rejects.toMatchObject({
    data: { appCode: 'wrong-credentials' },
  })
}

/** Each takes the start of a server; the tests of the configuration have all of them. */
const reasons = [
  // The loopback address, but by a name that may lead anywhere.
  ['HOST', '127.1'],
  ['PUBLIC_URL', 'https://reports.example.com'],
  ['TRUST_PROXY', '1'],
  ['WEB_ORIGINS', 'https://app.example.com'],
  ['NODE_ENV', 'production'],
] as const

test.each(isSoak ? reasons : reasons.slice(0, 1))(
  'with %s=%s the public password is refused, and the start says what to do',
  async (name, value) => {
    await using server = await serveSalaries({ [name]: value })
    await expectNoOneSignsIn(server, name === 'NODE_ENV' ? 'NODE_ENV=production' : name)
  },
)

longTest.skipIf(noRedis)('with REDIS_URL it is refused, too', async () => {
  await using redis = await startRedis()
  await using server = await serveSalaries({ REDIS_URL: redis.url, AUTH_SECRET })
  await expectNoOneSignsIn(server, 'REDIS_URL')
})

describe('behind a proxy with a password of our own', () => {
  let server: TestServer
  const forwarded = {
    host: 'reports.example.com',
    origin: 'https://reports.example.com',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '192.0.2.60',
  }

  beforeAll(async () => {
    const env = { PUBLIC_URL: 'https://reports.example.com', TRUST_PROXY: '1' }
    server = await serveSalaries({ ...env, ...privateDemo, LOG_LEVEL: 'trace' })
  })
  afterAll(() => server.stop())

  test('each account signs in with that, and with no other', async () => {
    const { DEMO_PASSWORD: password } = privateDemo
    for (const username of ['analyst', 'seattle', 'atlanta']) {
      expect(await askToSignIn(server.url, { username, password }, forwarded)).toMatchObject({
        status: 200,
      })
      const refused = await askToSignIn(server.url, { username, password: 'coatcheck' }, forwarded)
      expect(refused.status).toBe(401)
      expect(refused.text).not.toContain(password)
    }
  })

  test('the start says who can sign in and what they see, and nothing printed shows it', () => {
    expect(server.output()).toContain(
      'Anyone who knows DEMO_PASSWORD can sign in as analyst, seattle, or atlanta. Each of these ' +
        'sees all rows.',
    )
    expect(server.output()).toContain('/trpc/session.signIn')
    expect(server.output()).not.toContain(privateDemo.DEMO_PASSWORD)
  })
})

test.each([
  [{ DEMO_ACCOUNTS: 'true', TRUST_PROXY: '1' }, 'DEMO_PASSWORD: set it to a password of your own'],
  [{ ...privateDemo, TRUST_PROXY: '1', DEMO_PASSWORD: 'hunter2' }, 'DEMO_PASSWORD: use 12 to'],
])('a start with %j ends, and says what to set', async (env, sentence) => {
  const message = await startServer(env, ['--data', salaries]).then(
    () => 'started',
    (error: unknown) => String(error),
  )
  expect(message).toContain(sentence)
  expect(message).not.toContain('hunter2')
})

describe('on this machine alone, with the public password', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await serveSalaries()
  })
  afterAll(() => server.stop())

  test('each account signs in, and the start says what it sees', async () => {
    expect(server.output()).toContain(
      'Anyone on this computer can sign in, with the password coatcheck, as analyst, seattle, ' +
        'or atlanta. Each of these sees all rows.',
    )
    for (const username of ['analyst', 'seattle', 'atlanta']) await signIn(server.url, username)
  })

  test.each([
    ['a proxy that tells of its clients', { 'x-forwarded-for': '192.0.2.60' }],
    ['a page of another site', { origin: 'https://reports.example.com' }],
  ])('no one signs in through %s, and all are told what to do', async (_through, headers) => {
    const { status, text } = await askToSignIn(server.url, publicAccount, headers)
    expect(status).toBe(403)
    expect(text).toContain('"appCode":"public-password"')
    expect(text).toContain('start the service with DEMO_PASSWORD')
    const guess = { ...publicAccount, password: 'a guess' }
    expect((await askToSignIn(server.url, guess, headers)).status).toBe(401)
  })

  test('no one gets in under another host name', async () => {
    const headers = { host: 'reports.example.com' }
    expect((await askToSignIn(server.url, publicAccount, headers)).status).toBe(421)
  })

  describe.skipIf(noNginx)('behind an nginx that was told nothing else', () => {
    let nginx: AsyncDisposable
    let proxyUrl: string

    beforeAll(async () => {
      const port = await freePort()
      proxyUrl = `http://127.0.0.1:${port}`
      const location = `location / { proxy_pass ${server.url}; }`
      nginx = await startNginx(`server { listen 127.0.0.1:${port}; ${location} }`, port)
    })
    afterAll(() => nginx[Symbol.asyncDispose]())

    test('no one signs in', async () => {
      const { status, text } = await askToSignIn(proxyUrl, publicAccount)
      expect([status, text]).toEqual([403, expect.stringContaining('public-password')])
    })
  })
})
