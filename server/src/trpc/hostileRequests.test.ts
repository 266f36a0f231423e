import { initTRPC } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { httpRequest } from '../../testing/httpRequest.ts'
import { serveApp, type ServedApp } from '../../testing/serveApp.ts'
import { AppError } from '../appError.ts'
import { createCoatcheck } from '../coatcheck/createCoatcheck.ts'
import { Random } from '../formats/testing/random.ts'
import { createLogger } from '../telemetry/logger.ts'
import { defineRowsReport } from '../reports/rowsReport.ts'
import { createAppRouter } from '../service/appRouter.ts'
import type { SessionDependencies } from '../service/auth/sessionRouter.ts'

const answerBytesMax = 20_000
const colours = Array.from({ length: 300 }, (_, index) => `colour${index}`) as [string]

/** A report as other apps write them: its filters have no limits of their own. */
const orders = defineRowsReport({
  description: {
    id: 'orders',
    title: 'Orders',
    description: 'All orders.',
    range: null,
    filters: z.strictObject({
      colours: z.array(z.enum(colours)).optional(),
      mails: z.array(z.email()).optional(),
      either: z.union([z.array(z.enum(colours)), z.record(z.string(), z.number())]).optional(),
      nested: z.json().optional(),
      inner: z.strictObject({ name: z.string() }).optional(),
    }),
    fields: [{ id: 'colours', label: 'Colours', kind: 'values', column: 'colour' }],
    columns: [
      { id: 'number', label: 'Order', type: 'integer', width: 10 },
      { id: 'colour', label: 'Colour', type: 'text', width: 10 },
    ],
    measures: [],
    charts: [],
  },
  async *rows() {
    yield { number: 1, colour: 'colour1' }
  },
  count: () => 1,
})

const coatcheck = createCoatcheck({
  reports: [orders],
  viewer: () => ({ id: 'ada', name: 'Ada', scope: null }),
  logger: createLogger({ level: 'silent' }),
})

const refuse = async () => {
  throw new AppError('unauthenticated', 'Please sign in.')
}
const identity = {
  signIn: refuse,
  verify: refuse,
  renew: refuse,
  signOut: refuse,
  mayExport: refuse,
}

/** The service's own routers, with its format of errors. */
const ours = createAppRouter(coatcheck.router, {
  identity,
  signInMethods: { options: refuse, origins: () => [] },
  endExportsOf: refuse,
} satisfies SessionDependencies)

/** Those of an app that shows issues as the documentation of tRPC has it. */
const theirs = initTRPC
  .create({
    isDev: false,
    errorFormatter: ({ shape, error: { cause } }) => ({
      ...shape,
      data: { ...shape.data, zodError: cause instanceof z.ZodError ? z.flattenError(cause) : null },
    }),
  })
  .router({ report: coatcheck.router.report, export: coatcheck.router.export })

type AnyRouter = typeof ours | typeof theirs

/** Without the limits that an app may set itself. Queries come by POST, as some apps allow. */
function appOf(router: AnyRouter) {
  const { createContext } = coatcheck
  return express().use(
    createExpressMiddleware({ router, createContext, allowMethodOverride: true }),
  )
}

const random = new Random(20_261_126)

const texts = ['x', '"', '\u0000', '\\', '\u{1F600}', '\uD800', '\u202E', '$(id)', '\n']
const oddValues = ['null', '0', '-1', '1e308', 'true', '""', '[]', '{}', '"__proto__"', '{"a":{}}']

/** Some JSON that no report takes, up to 300 KB of it; deeper than JSON.stringify can write. */
function hostileJson(): string {
  const count = random.pick([1, 30, 1_001, 20_000, 60_000])
  const text = random.pick(texts)
  const long = JSON.stringify(text.repeat(Math.min(count, 40_000)))
  const value = random.pick(oddValues)
  return random.pick<() => string>([
    () => value,
    () => long,
    () => `[${Array(count).fill(value).join()}]`,
    () =>
      `[${Array(30)
        .fill(JSON.stringify(text.repeat(1_000)))
        .join()}]`,
    () => `{${Array.from({ length: count }, (_, key) => `"k${key}":${value}`).join()}}`,
    () => `{${long}:1}`,
    () => '{"__proto__":{"format":"csv"},"constructor":1}',
    () => '['.repeat(count) + ']'.repeat(count),
  ])()
}

const members = [
  ...['report', 'filters', 'columns', 'sort', 'format', 'timeZone', 'clientKey', 'field'],
  ...['offset', 'limit', 'exportId', 'lastEventId', 'username', 'password', 'other'],
]
const filters = ['colours', 'mails', 'either', 'nested', 'inner', 'other']

/** Has a member that no procedure knows, so that none is right by chance. */
function hostileInput(): string {
  if (random.chance(0.1)) return hostileJson()
  const known = '"odd":1,"report":"orders","format":"csv"'
  const filter = random.chance(0.5) ? `"${random.pick(filters)}":${hostileJson()}` : ''
  return `{${known},"filters":{${filter}},"${random.pick(members)}":${hostileJson()}}`
}

interface Shot {
  readonly path: string
  readonly body: string
}

const brokenBodies = ['{"report":', '[[[[', '"', '{"a":1}x', '\u0000']
const batchSize = 20

function hostileShot(procedures: readonly string[]): Shot {
  const path = random.pick(procedures)
  const kind = random.unit()
  if (kind < 0.7) return { path, body: hostileInput() }
  if (kind < 0.8) return { path, body: random.pick(brokenBodies) }
  if (kind < 0.9) return { path: `${'x'.repeat(5_000)}%00%22`, body: '{}' }
  // The same, so that all of them fit into one body.
  const input = hostileInput()
  const inputs = Array.from({ length: batchSize }, (_, place) => `"${place}":${input}`)
  const paths = Array(batchSize).fill(path).join()
  return { path: `${paths}?batch=1`, body: `{${inputs.join()}}` }
}

const post = (url: string, { path, body }: Shot) =>
  httpRequest(`${url}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(body)}` },
    body,
  })

describe.each<[string, AnyRouter]>([
  ['the service', ours],
  ['an app that embeds it', theirs],
])('%s', (_what, router) => {
  let served: ServedApp
  beforeAll(async () => {
    served = await serveApp(appOf(router))
  })
  afterAll(() => served[Symbol.asyncDispose]())

  // Those without an input ignore what comes; a subscription's errors come as events.
  const without = ['report.list', 'export.limits', 'export.watch']
  const procedures = Object.keys(router._def.procedures).filter((name) => !without.includes(name))

  test('refuses whatever is wrong with a request in less than 20 KB', async () => {
    expect(procedures).toContain('export.createTicket')
    for (let count = 0; count < 100; count += 1) {
      const shot = hostileShot(procedures)
      const { status, body } = await post(served.url, shot)
      const what = `${shot.path.slice(0, 100)} ${shot.body.slice(0, 200)}: ${body.toString()}`
      expect([400, 401, 404, 413, 207], what).toContain(status)
      expect(body.length, what).toBeLessThan(answerBytesMax)
    }
  }, 120_000)

  const nineMegabytes = JSON.stringify({ report: 'orders', columns: Array(3_000_000).fill('') })

  test.each([
    ['with its length', { 'content-length': String(nineMegabytes.length) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('does not even parse 9 MB, %s', async (_how, header) => {
    const url = `${served.url}/export.createTicket`
    const headers = { 'content-type': 'application/json', ...header }
    const answer = await httpRequest(url, { method: 'POST', headers, body: nineMegabytes })
    expect(answer.status).toBe(413)
    expect(answer.body.toString()).toContain('The request is larger than the server accepts.')
  })

  test.each([
    [20_000, 'columns: Name 2 columns at most.'],
    [60_000, 'The request holds more than 32768 values.'],
  ])('finds one problem in %i columns', async (count, message) => {
    const columns = Array<string>(count).fill('')
    const body = JSON.stringify({ report: 'orders', filters: {}, columns, format: 'csv' })
    const answer = await post(served.url, { path: 'export.createTicket', body })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ error: { message } })
  })

  test('takes a large request that is right', async () => {
    const filters = { colours: Array<string>(20_000).fill('colour7') }
    const body = JSON.stringify({ report: 'orders', filters, format: 'csv' })
    expect(await post(served.url, { path: 'export.createTicket', body })).toMatchObject({
      status: 200,
    })
  })
})
