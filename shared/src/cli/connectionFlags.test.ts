import { expect, test } from 'vitest'
import { apiAddress, repeatedFlags } from './connectionFlags.ts'
import type { Environment } from './environment.ts'

const empty: Environment = {
  url: undefined,
  trpc: undefined,
  router: undefined,
  token: undefined,
  username: undefined,
  password: undefined,
}

function addressOf(args: readonly string[], environment: Partial<Environment> = {}) {
  const { url, trpcUrl, prefix } = apiAddress(args, { ...empty, ...environment })
  return [url.href, trpcUrl.href, prefix]
}

test.each([
  [[], {}, ['http://localhost:3000/', 'http://localhost:3000/trpc/', '']],
  [
    ['--url', 'https://a.example', '--trpc=/api/trpc/', '--router', 'app.reports'],
    {},
    ['https://a.example/', 'https://a.example/api/trpc/', 'app.reports.'],
  ],
  [
    ['--trpc', 'rpc'],
    { url: 'https://a.example/shop', trpc: '/other', router: 'reports' },
    ['https://a.example/shop/', 'https://a.example/shop/rpc/', 'reports.'],
  ],
  [
    [],
    { url: 'https://a.example/shop/', trpc: '/api' },
    ['https://a.example/shop/', 'https://a.example/api/', ''],
  ],
])('%j and %j lead to %j', (args, environment, address) => {
  expect(addressOf(args, environment)).toEqual(address)
})

test.each([
  'https://other.example/trpc',
  '//other.example/trpc',
  '/trpc?a=b',
  '/trpc#a',
  'http://[',
])('no token is sent to a path like %s', (path) => {
  expect(() => addressOf(['--trpc', path])).toThrow('--trpc must be a path on the server')
})

test.each(['reports.', '.reports', 'a/b', 'a b', '../x', 'reports?x'])(
  'a router named %j is refused',
  (router) => {
    expect(() => addressOf(['--router', router])).toThrow('--router must be a name')
  },
)

test('another command gets the options of this one, quoted for a shell', () => {
  const args = [
    'flights',
    '--router',
    'reports',
    '--url=http://localhost:1/',
    '--trpc',
    "/it's $(x)",
  ]
  expect(repeatedFlags(args)).toBe(
    ` --url http://localhost:1/ --trpc '/it'\\''s $(x)' --router reports`,
  )
  expect(repeatedFlags(['flights'])).toBe('')
})
