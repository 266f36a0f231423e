import { initTRPC, TRPCError } from '@trpc/server'
import type { Request, Response } from 'express'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { CoatcheckOptions } from './coatcheckOptions.ts'
import { createCoatcheck } from './createCoatcheck.ts'
import { createLogger } from '../telemetry/logger.ts'
import { flightsReport } from '../demo/flights.ts'
import { defineRowsReport, type RowsReport } from '../reports/rowsReport.ts'

function numbersReport(changes: Partial<RowsReport> = {}) {
  return defineRowsReport({
    description: {
      id: 'numbers',
      title: 'Numbers',
      description: 'From one to ten.',
      range: null,
      filters: z.strictObject({ min: z.int().optional() }),
      fields: [],
      columns: [{ id: 'number', label: 'Number', type: 'integer', width: 10 }],
      measures: [],
      charts: [],
    },
    async *rows() {
      for (let number = 1; number <= 10; number += 1) yield { number }
    },
    count: () => 10,
    ...(changes as object),
  })
}

type Reports = readonly [ReturnType<typeof numbersReport>]

function numbers(changes: Partial<CoatcheckOptions<Reports>> = {}) {
  return createCoatcheck({
    reports: [numbersReport()] as Reports,
    viewer: () => ({ id: 'ada', name: 'Ada', scope: null }),
    logger: createLogger({ level: 'silent' }),
    ...changes,
  })
}

const request = { headers: {}, ip: '127.0.0.1' } as unknown as Request
const call = { req: request, res: {} as unknown as Response }
const asked = { report: 'numbers', filters: {}, format: 'csv' } as const

function callerOf(coatcheck: ReturnType<typeof numbers>, context = coatcheck.createContext(call)) {
  const t = initTRPC.context<Partial<typeof context> & { user?: string }>().create({
    errorFormatter: ({ shape }) => ({ ...shape, theirs: true }),
  })
  const router = t.router({
    user: t.procedure.query(({ ctx }) => ctx.user ?? 'nobody'),
    reports: coatcheck.router,
  })
  return t.createCallerFactory(router)({ user: 'Ada', ...context })
}

test('its router is part of another one, which keeps its own context and error format', async () => {
  const caller = callerOf(numbers())
  expect(await caller.user()).toBe('Ada')
  expect(await caller.reports.export.createTicket(asked)).toMatchObject({ rowCount: 10 })
})

test('it can be merged into a router that formats errors in its own way', async () => {
  const t = initTRPC.create({ errorFormatter: ({ shape }) => ({ ...shape, theirs: true }) })
  const own = t.router({ hello: t.procedure.query(() => 'Hello') })
  const coatcheck = numbers()
  const merged = t.mergeRouters(own, coatcheck.router)
  const caller = t.createCallerFactory(merged)(coatcheck.createContext(call))
  expect(await caller.hello()).toBe('Hello')
  expect(await caller.export.limits()).toEqual({ rowsMax: 5_000_000 })
})

test('a context without our part is told what to add', async () => {
  const failure = await callerOf(numbers(), {} as never)
    .reports.export.limits()
    .catch((error: unknown) => error)
  expect((failure as Error).message).toContain('add ...coatcheck.createContext({ req, res })')
})

test('errors keep their code and say nothing of the inside, whoever formats them', async () => {
  const broken = numbersReport({
    count: () => {
      throw new Error('password=secret')
    },
  })
  const refused = callerOf(numbers({ reports: [broken] })).reports.export.createTicket(asked)
  await expect(refused).rejects.toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Something went wrong on our side. Please try again.',
  })
  const tooMany = callerOf(numbers({ limits: { rowsMax: 9 } }))
  const failure = await tooMany.reports.export.createTicket(asked).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(TRPCError)
  expect(failure).toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    message: 'These are 10 rows, and an export holds 9 at most. Please narrow the filters.',
  })
})

test('nobody signed in is refused, be it now or in a moment', async () => {
  for (const viewer of [() => null, async () => null]) {
    await expect(callerOf(numbers({ viewer })).reports.report.list()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: 'Please sign in.',
    })
  }
})

test('who asks is found out once for all calls of a batch', async () => {
  const viewer = vi.fn(async () => ({ id: 'ada', name: 'Ada', scope: null }))
  const coatcheck = numbers({ viewer })
  const { report } = callerOf(coatcheck).reports
  await Promise.all([report.list(), report.list(), report.list()])
  expect(viewer).toHaveBeenCalledTimes(1)
  // A context that lives longer than a request does not vouch for anyone either.
  await report.list()
  expect(viewer).toHaveBeenCalledTimes(2)
})

test('one viewer’s questions wait for one another, and those of others do not wait', async () => {
  const ends: (() => void)[] = []
  const count = () => new Promise<number>((resolve) => ends.push(() => resolve(10)))
  const coatcheck = numbers({
    reports: [numbersReport({ count })],
    viewer: ({ headers: { from = '' } }) => ({ id: from, name: from, scope: null }),
    limits: { queriesPerViewerMax: 2, queryQueuePerViewerMax: 3 },
  })
  const as = (from: string) => {
    const req = { ...request, headers: { from } } as unknown as Request
    return callerOf(coatcheck, coatcheck.createContext({ ...call, req })).reports
  }
  const { report, filters } = asked
  const ask = (from: string) => as(from).report.summary({ report, filters })
  const flood = Array.from({ length: 5 }, () => ask('ada'))
  await vi.waitFor(() => expect(coatcheck.queries).toMatchObject({ running: 2, waiting: 3 }))
  const refusal = { code: 'TOO_MANY_REQUESTS', cause: { code: 'too-many-queries' } }
  await expect(ask('ada')).rejects.toMatchObject(refusal)
  await expect(as('ada').export.createTicket(asked)).rejects.toMatchObject(refusal)

  const other = ask('max')
  await vi.waitFor(() => expect(ends).toHaveLength(3))
  ends[2]!()
  expect(await other).toMatchObject({ rowCount: 10 })
  for (let index = 0; index < 6; index += 1) {
    await vi.waitFor(() => expect(ends.length).toBeGreaterThan(index))
    ends[index]!()
  }
  expect(await Promise.all(flood)).toHaveLength(5)
  expect(coatcheck.queries).toMatchObject({ running: 0, waiting: 0 })
})

test('the sign-out of one session ends what it asked for, and nothing of another', async () => {
  let sessionId = 'one'
  const viewer = () => ({ id: 'ada', name: 'Ada', scope: null, sessionId })
  const coatcheck = numbers({ viewer })
  const caller = callerOf(coatcheck)
  const first = await caller.reports.export.createTicket(asked)
  sessionId = 'two'
  const second = await caller.reports.export.createTicket(asked)
  await coatcheck.endExportsOf('one')
  const states = new Map(
    (await caller.reports.export.list()).map(({ exportId, state }) => [exportId, state]),
  )
  expect(states.get(first.exportId)).toBe('cancelled')
  expect(states.get(second.exportId)).toBe('waiting')
})

test('the address of a ticket names the path and origin that were asked for', async () => {
  const moved = numbers({ downloadPath: '/files/get', origin: 'https://api.example.com' })
  const { url } = await callerOf(moved).reports.export.createTicket(asked)
  expect(url).toMatch(/^https:\/\/api\.example\.com\/files\/get\?ticket=[\w-]{43}$/)
})

test('once it takes no more work, a ticket is refused', async () => {
  const coatcheck = numbers()
  coatcheck.stopTakingWork()
  await expect(callerOf(coatcheck).reports.export.createTicket(asked)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  })
  await coatcheck.close()
})

test('what was given to it stays open', async () => {
  const close = vi.fn(async () => {})
  const database = { close, stream: () => Promise.reject(new Error()) as never }
  await createCoatcheck({ reports: [flightsReport], database, viewer: () => null }).close()
  expect(close).not.toHaveBeenCalled()
})

test('options that would fail later fail at once', () => {
  const viewer = () => null
  expect(() => createCoatcheck({ reports: [flightsReport], viewer })).toThrow(
    'The report flights is a query: give createCoatcheck its database.',
  )
  expect(() => numbers({ downloadPath: 'files' })).toThrow('a path like /export/download')
  expect(() => numbers({ limits: { keepMs: -1 } })).toThrow('limits.keepMs must be a number')
  expect(() => numbers({ limits: { rowsMax: NaN } })).toThrow('limits.rowsMax must be a number')
  expect(() => numbers({ reports: [numbersReport(), numbersReport()] as never })).toThrow(
    'an id of its own',
  )
})

test('a count that is no number is a fault of the report', async () => {
  const report = numbersReport({ count: () => NaN })
  const failure = await callerOf(numbers({ reports: [report] }))
    .reports.export.createTicket(asked)
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
  const { cause } = failure as TRPCError
  expect(String((cause?.cause as Error | undefined) ?? cause)).toContain(
    'count of the report numbers',
  )
})
