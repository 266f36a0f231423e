import { expect, test } from 'vitest'
import { readConfig } from './config/config.ts'
import { bindingNotice, hostNotice, shownAddress, signInNotice } from './startNotice.ts'

const provider = {
  AUTH_JWKS_URL: 'https://login.example.com/keys',
  AUTH_ISSUER: 'https://login.example.com',
  AUTH_AUDIENCE: 'coatcheck',
}
const own = { DEMO_ACCOUNTS: 'true', DEMO_PASSWORD: 'a password of our own' }

function notice(env: NodeJS.ProcessEnv, args: string[] = []): string {
  return signInNotice(readConfig(env, args)).join('\n')
}

test('on this machine the start names the accounts, their password and their rows', () => {
  expect(notice({})).toBe(
    [
      'Anyone on this computer can sign in, with the password coatcheck, as:',
      '  analyst (all rows)',
      '  seattle (the rows of SEA)',
      '  atlanta (the rows of ATL)',
    ].join('\n'),
  )
})

test('with files of others it says that everyone sees all rows', () => {
  const args = ['--data', 'sales.csv']
  expect(notice({}, args)).toBe(
    'Anyone on this computer can sign in, with the password coatcheck, as analyst, seattle, or ' +
      'atlanta. Each of these sees all rows.',
  )
  expect(notice({ DATA: 'sales.csv' })).toBe(notice({}, args))
  expect(notice({ ...own, HOST: '0.0.0.0' }, args)).toBe(
    'Anyone who knows DEMO_PASSWORD can sign in as analyst, seattle, or atlanta. Each of these ' +
      'sees all rows.',
  )
  expect(notice({ ...provider, AUTH_CLIENT_ID: 'page' }, args)).toBe(
    'Anyone can sign in with a token of https://login.example.com that has an airport or * in ' +
      'its claim airports, and sees all rows.',
  )
})

test('a password of our own is not printed, and neither is the public one', () => {
  for (const env of [{ DEMO_PASSWORD: own.DEMO_PASSWORD }, { ...own, HOST: '0.0.0.0' }]) {
    expect(notice(env)).toMatch(/^Anyone who knows DEMO_PASSWORD can sign in as:\n {2}analyst/)
    expect(notice(env)).not.toContain(own.DEMO_PASSWORD)
    expect(notice(env)).not.toContain('coatcheck')
  }
})

test('where no one can sign in it says why, and what to set', () => {
  const env = { HOST: '0.0.0.0', PUBLIC_URL: 'https://reports.example.com', TRUST_PROXY: '1' }
  for (const args of [[], ['--data', 'sales.csv']]) {
    const text = notice(env, args)
    expect(text).toMatch(/^No one can sign in: set AUTH_JWKS_URL/)
    expect(text).toContain('or DEMO_ACCOUNTS=true and DEMO_PASSWORD to try it out.')
    expect(text).toContain('because of HOST, PUBLIC_URL, TRUST_PROXY')
  }
  expect(notice({ DEMO_ACCOUNTS: 'false' })).toMatch(
    /^No one can sign in: set AUTH_JWKS_URL.* or leave out DEMO_ACCOUNTS=false to try it out\.$/,
  )
})

test('with a provider it says whose tokens are taken, and whether the page can get one', () => {
  expect(notice(provider)).toBe(
    [
      'Anyone can sign in with a token of https://login.example.com that has an airport or * in ' +
        'its claim airports, and sees the rows of these airports, with * all rows.',
      'The page cannot sign anyone in: set AUTH_CLIENT_ID to its client there.',
    ].join('\n'),
  )
})

test.each<[NodeJS.ProcessEnv, boolean]>([
  [{}, false],
  [{ HOST: '::1' }, false],
  [{ HOST: '0.0.0.0' }, true],
  [{ HOST: '192.168.0.10' }, true],
  [{ HOST: '0.0.0.0', PUBLIC_URL: 'https://reports.example.com' }, false],
  [{ HOST: '0.0.0.0', ALLOWED_HOSTS: 'reports.lan' }, false],
  [{ HOST: 'reports.lan' }, false],
])('with %j the start says that no host name is served: %s', (env, isSaid) => {
  const lines = isSaid
    ? [expect.stringMatching(/IP address only: set PUBLIC_URL or ALLOWED_HO/)]
    : []
  expect(hostNotice(readConfig(env))).toEqual(lines)
})

test.each([
  [{}, 'http://localhost:3000'],
  [{ HOST: '0.0.0.0' }, 'http://localhost:3000'],
  [{ HOST: '::' }, 'http://localhost:3000'],
  [{ HOST: '::1' }, 'http://[::1]:3000'],
  [{ HOST: '192.168.0.10' }, 'http://192.168.0.10:3000'],
  [{ PUBLIC_URL: 'https://reports.example.com' }, 'https://reports.example.com'],
])('with %j the address is %s', (env, address) => {
  expect(shownAddress(readConfig(env), 3000)).toBe(address)
})

test('pages whose tickets cannot be bound to a browser are named', () => {
  const noticeOf = (env: NodeJS.ProcessEnv) => bindingNotice(readConfig(env), 3000).join()
  const PUBLIC_URL = 'https://api.example.com'
  expect(noticeOf({})).toBe('')
  expect(noticeOf({ PUBLIC_URL, WEB_ORIGINS: 'https://example.com' })).toBe('')
  expect(noticeOf({ PUBLIC_URL, WEB_ORIGINS: 'https://other.test,https://example.com' })).toContain(
    'pages of https://other.test are not bound to a browser',
  )
  const env = { PUBLIC_URL, WEB_ORIGINS: 'https://other.test', TICKET_COOKIE_SAMESITE: 'none' }
  expect(noticeOf(env)).toBe('')
})
