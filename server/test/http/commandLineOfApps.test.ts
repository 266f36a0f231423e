import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { commandInProcess } from '../../testing/commandInProcess.ts'
import { hosts, type RunningHost } from '../../testing/hosts/hosts.ts'
import { ordersApp } from '../../testing/hosts/orders.ts'
import { serveApp, type ServedApp } from '../../testing/serveApp.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'

const cli = fileURLToPath(new URL('../../../shared/dist/cli.js', import.meta.url))
const token = { COATCHECK_TOKEN: 'ada' }

let app: RunningHost
/** The same app with its API at another path, behind a page that takes every other address. */
let elsewhere: ServedApp
let folder: TemporaryFolder

beforeAll(async () => {
  app = await hosts.find(({ name }) => name === 'Express 5')!.start(ordersApp())
  const { coatcheck, router } = ordersApp()
  const { createContext, downloads } = coatcheck
  const other = express()
  other.use('/api/trpc', createExpressMiddleware({ router, createContext }))
  other.use(downloads)
  other.get('/{*path}', (_request, response) => response.type('html').send('<!doctype html>'))
  elsewhere = await serveApp(other)
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await elsewhere[Symbol.asyncDispose]()
})
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder[Symbol.asyncDispose]())

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function coatcheck(args: readonly string[], env: Record<string, string> = token) {
  const options = { cwd: folder.path, env: { PATH: process.env.PATH, ...env } }
  return promisify(execFile)(process.execPath, [cli, ...args], options).then(
    (ended): Ended => ({ ...ended, code: 0 }),
    (error: unknown) => error as Ended,
  )
}

/** The same without a process, for what needs none. */
const said = (args: readonly string[], env: Record<string, string> = token) =>
  commandInProcess(args, env, folder.path)

const saved = async (name: string) =>
  (await readFile(join(folder.path, name), 'utf8')).trimEnd().split('\r\n').length - 1

test('another app exports with the name of its router and a token', async () => {
  const place = ['--url', app.url, '--router', 'reports']
  const args = ['export', 'orders', '--count', '2500', '-o', 'orders.csv', ...place]
  expect(await coatcheck(args)).toMatchObject({ code: 0, stdout: '' })
  expect(await saved('orders.csv')).toBe(2500)
  const { out } = await said(['reports', 'orders', ...place])
  expect(out).toContain('--count')
})

test('its API may have another path, and both may be in the environment', async () => {
  const args = [
    'export',
    'orders',
    '--count',
    '3',
    '--format',
    'csv',
    '--quiet',
    '--trpc',
    '/api/trpc',
  ]
  const env = { ...token, COATCHECK_URL: elsewhere.url, COATCHECK_ROUTER: 'reports' }
  expect(await coatcheck(args, env)).toMatchObject({ code: 0, stderr: '' })
  expect(await saved((await readdir(folder.path))[0]!)).toBe(3)
  const listed = await said(['list'], { ...env, COATCHECK_TRPC: '/api/trpc' })
  expect(listed.out).toContain('delivered')
  const completed = await said(['__complete', 'export', 'orders', '--co'], {
    ...env,
    COATCHECK_TRPC: 'api/trpc',
  })
  expect(completed.out.split('\n')).toEqual(expect.arrayContaining(['--count', '--columns']))
})

test('an export that is started is fetched with the command that is printed', async () => {
  const place = ['--url', app.url, '--router', 'reports']
  const args = ['export', 'orders', '--count', '7', '--format', 'csv', '--detach', ...place]
  const { stderr } = await coatcheck(args)
  const [, command = ''] = /^Save it with: coatcheck (.*)\n$/.exec(stderr) ?? []
  expect(await coatcheck([...command.split(' '), '-o', 'seven.csv'])).toMatchObject({ code: 0 })
  expect(await saved('seven.csv')).toBe(7)
})

test.each([
  ['no router', () => ['--url', app.url], 2, 'nested under: --router reports'],
  ['a wrong router', () => ['--url', app.url, '--router', 'report'], 2, 'Check --router'],
  ['no path', () => ['--url', elsewhere.url, '--router', 'reports'], 2, '--trpc /api/trpc'],
  ['a page’s address', () => ['--url', `${elsewhere.url}/shop`], 2, 'There is no tRPC API at'],
  ['a path elsewhere', () => ['--trpc', 'https://other.example/trpc'], 2, '--trpc must be a path'],
  ['a router that is none', () => ['--router', '../x'], 2, '--router must be a name'],
])('%s is told of, with what to pass', async (_name, place, code, sentence) => {
  for (const command of [['export', 'orders'], ['reports'], ['list']]) {
    const ended = await said([...command, ...place()])
    expect(ended).toMatchObject({ code, err: expect.stringContaining(sentence) as string })
    expect(ended.err).not.toMatch(/\n\s+at /)
  }
})

test('a password is of no use there, and a wrong token is not allowed', async () => {
  const place = ['--url', app.url, '--router', 'reports']
  const account = { COATCHECK_USERNAME: 'ada', COATCHECK_PASSWORD: 'secret' }
  expect(await said(['reports', ...place], account)).toMatchObject({
    code: 2,
    err: expect.stringContaining('no accounts of its own: set COATCHECK_TOKEN.') as string,
  })
  expect(await said(['reports', ...place], { COATCHECK_TOKEN: 'no-name' })).toMatchObject({
    code: 3,
    err: 'coatcheck: Please sign in. Check COATCHECK_TOKEN.\n',
  })
})
