import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { initTRPC, TRPCError } from '@trpc/server'
import type { Request, Response } from 'express'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import type { CoatcheckOptions } from './coatcheckOptions.ts'
import { createCoatcheck } from './createCoatcheck.ts'
import { createLogger } from '../telemetry/logger.ts'
import { flightsReport } from '../demo/flights.ts'
import { defineRowsReport, type RowsReport } from '../reports/rowsReport.ts'
import type { Context } from '../trpc/context.ts'
import { MemoryTicketStore } from '../tickets/memoryTicketStore.ts'

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

function callerOf(
  coatcheck: ReturnType<typeof numbers>,
  context: Promise<Context> = coatcheck.createContext(call),
) {
  const t = initTRPC.context<Context & { user?: string }>().create({
    errorFormatter: ({ shape }) => ({ ...shape, theirs: true }),
  })
  const router = t.router({
    user: t.procedure.query(({ ctx }) => ctx.user ?? 'no one'),
    reports: coatcheck.router,
  })
  return t.createCallerFactory(router)(async () => ({ user: 'Ada', ...(await context) }))
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
  const caller = t.createCallerFactory(merged)(() => coatcheck.createContext(call))
  expect(await caller.hello()).toBe('Hello')
  expect(await caller.export.limits()).toEqual({
    rowsMax: 5_000_000,
    queuedMax: 20,
    prepares: true,
  })
})

test('a context without our part fails with what to add', async () => {
  const failure = await callerOf(numbers(), Promise.resolve({} as never))
    .reports.export.limits()
    .catch((error: unknown) => error)
  expect((failure as Error).message).toContain(
    'return await coatcheck.createContext(opts, yourContext)',
  )
})

test('errors keep their code and reveal nothing internal, however the app formats them', async () => {
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
    message: 'This export has 10 rows; the limit is 9. Add filters.',
  })
})

test('without a viewer calls are refused, whether that is known at once or later', async () => {
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
    viewer: ({ headers }) => {
      const from = headers.get('from') ?? ''
      return { id: from, name: from, scope: null }
    },
    limits: { queriesPerViewerMax: 2, queryQueuePerViewerMax: 3 },
  })
  const as = (from: string) => {
    const req = { ...request, headers: { from } } as unknown as Request
    return callerOf(coatcheck, coatcheck.createContext({ ...call, req })).reports
  }
  const { report, filters } = asked
  const ask = (from: string) => as(from).report.summary({ report, filters })
  const flood = Array.from({ length: 5 }, () => ask('ada'))
  await vi.waitFor(() =>
    expect(coatcheck.stats()).toMatchObject({ queriesRunning: 2, queriesQueued: 3 }),
  )
  const refusal = { code: 'TOO_MANY_REQUESTS', cause: { code: 'too-many-queries' } }
  await expect(ask('ada')).rejects.toMatchObject(refusal)
  await expect(as('ada').export.createTicket(asked)).rejects.toMatchObject(refusal)
  await expect(as('ada').export.list()).rejects.toMatchObject(refusal)

  const other = ask('max')
  await vi.waitFor(() => expect(ends).toHaveLength(3))
  ends[2]!()
  expect(await other).toMatchObject({ rowCount: 10 })
  for (let index = 0; index < 6; index += 1) {
    await vi.waitFor(() => expect(ends.length).toBeGreaterThan(index))
    ends[index]!()
  }
  expect(await Promise.all(flood)).toHaveLength(5)
  expect(coatcheck.stats()).toMatchObject({ queriesRunning: 0, queriesQueued: 0 })
})

test('the sign-out of one session ends its exports, and those of no other', async () => {
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

test('the URL of a ticket has the configured path and origin', async () => {
  const moved = numbers({ downloadPath: '/files/get', origin: 'https://api.example.com' })
  const { url } = await callerOf(moved).reports.export.createTicket(asked)
  expect(url).toMatch(/^https:\/\/api\.example\.com\/files\/get\?ticket=[\w-]{43}$/)
})

test('its stats count tickets, runs, deliveries, bytes and queries', async () => {
  const coatcheck = numbers()
  expect(coatcheck.stats()).toEqual({
    ticketsOutstanding: 0,
    queued: 0,
    running: 0,
    deliveries: 0,
    uploads: 0,
    spoolBytes: 0,
    queriesRunning: 0,
    queriesQueued: 0,
  })
  await callerOf(coatcheck).reports.export.createTicket(asked)
  expect(coatcheck.stats()).toMatchObject({ ticketsOutstanding: 1 })
  await coatcheck.close()
})

test('its limits reach a store that was passed in', async () => {
  const tickets = new MemoryTicketStore()
  const { createTicket } = callerOf(numbers({ tickets, limits: { ticketsPerViewerMax: 1 } }))
    .reports.export
  await createTicket(asked)
  await expect(createTicket(asked)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
})

test('once it takes no more work, it issues no tickets', async () => {
  const coatcheck = numbers()
  coatcheck.stopTakingWork()
  await expect(callerOf(coatcheck).reports.export.createTicket(asked)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  })
  await coatcheck.close()
})

test('a database that was passed in stays open', async () => {
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
  for (const origin of ['api.example.com', 'https://api.example.com/', 'https://a.example/x']) {
    expect(() => numbers({ origin })).toThrow('origin must be like https://api.example.com')
    expect(() => numbers({ pageOrigins: [origin] })).toThrow('pageOrigins must be origins')
  }
  expect(() => numbers({ refusalPage: '<h1>' as never })).toThrow('refusalPage must be a function')
  expect(() => numbers({ cookie: { key: 'short' } })).toThrow('cookie.key must have 32 bytes')
  expect(() => numbers({ limits: { keepMs: -1 } })).toThrow('limits.keepMs must be a number')
  expect(() => numbers({ limits: { rowsMax: NaN } })).toThrow('limits.rowsMax must be a number')
  expect(() => numbers({ reports: [numbersReport(), numbersReport()] as never })).toThrow(
    'an id of its own',
  )
})

test('a module that cannot start is told at once, and not by the first export', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'broken.mjs')
  await writeFile(path, "throw new Error('There is no table.')")
  const error = vi.fn()
  const coatcheck = numbers({
    workers: { url: pathToFileURL(path) },
    logger: { error, info: vi.fn() } as never,
  })
  await expect(coatcheck.ready()).rejects.toThrow('without a call of serveRuns')
  expect(error).toHaveBeenCalledWith(
    { err: expect.objectContaining({ cause: new Error('There is no table.') }) as Error },
    'exports cannot run',
  )
  await coatcheck.close()
})

test('a row with a wrong value is logged with its cause', async () => {
  const error = vi.fn()
  const rows = async function* () {
    yield { number: 'one' }
  }
  const report = numbersReport({ rows })
  const coatcheck = numbers({ reports: [report], logger: { error, info: vi.fn() } as never })
  const { exportId } = await callerOf(coatcheck).reports.export.prepare(asked)
  await vi.waitFor(() => expect(error).toHaveBeenCalled())
  expect(error.mock.calls[0]).toMatchObject([
    {
      exportId,
      err: {
        code: 'database-failed',
        cause: {
          message: 'Row 1, column number',
          cause: { message: 'Expected a whole number or null, got a value of type string.' },
        },
      },
    },
    'export failed',
  ])
  await coatcheck.close()
})

test('a misspelt option is refused, with the right one', () => {
  const misspelt = (options: object) => () => numbers(options)
  expect(misspelt({ downloadsPath: '/files' })).toThrow(
    'createCoatcheck has no option downloadsPath. Did you mean downloadPath? Its options: reports,',
  )
  expect(misspelt({ limits: { rowMax: 5 } })).toThrow(
    'limits of createCoatcheck has no option rowMax. Did you mean rowsMax?',
  )
  expect(misspelt({ cookie: { samesite: 'none' } })).toThrow('Did you mean sameSite?')
  expect(misspelt({ spools: { folder: '/tmp' } })).toThrow('Its options: directory, maxBytes.')
  expect(misspelt({ workers: { uri: new URL('file:///run.js') } })).toThrow('Did you mean url?')
})

test('an empty list of reports is refused', () => {
  expect(() => createCoatcheck({ reports: [] as never, viewer: () => null })).toThrow(
    'createCoatcheck needs at least one report: reports is empty.',
  )
})

test('a count that is not a number is a fault of the report', async () => {
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

describe('mayExport', () => {
  test('is asked before a ticket is issued, with the counted rows', async () => {
    const mayExport = vi.fn(() => true)
    await callerOf(numbers({ mayExport })).reports.export.createTicket(asked)
    expect(mayExport.mock.calls).toEqual([
      [
        {
          viewer: { id: 'ada', name: 'Ada', scope: null },
          sessionId: 'viewer ada',
          request: asked,
          rowCount: 10,
          stage: 'issue',
        },
      ],
    ])
  })

  test('refuses with its reason, or without one', async () => {
    const refusedBy = async (answer: false | { reason: string }) =>
      callerOf(numbers({ mayExport: () => answer }))
        .reports.export.createTicket(asked)
        .catch((error: unknown) => error)
    expect(await refusedBy({ reason: 'Not on a Sunday.' })).toMatchObject({
      code: 'FORBIDDEN',
      message: 'Not on a Sunday.',
    })
    expect(await refusedBy(false)).toMatchObject({
      code: 'FORBIDDEN',
      message: 'You may not export this.',
    })
  })
})

describe('a report that hides columns', () => {
  const people = defineRowsReport({
    description: {
      id: 'people',
      title: 'People',
      description: 'Who they are.',
      range: null,
      filters: z.strictObject({ minSalary: z.number().optional(), teams: z.string().optional() }),
      fields: [
        { id: 'minSalary', label: 'Salary', kind: 'number', columns: ['salary'] },
        { id: 'teams', label: 'Team', kind: 'values', column: 'team', detailColumn: 'salary' },
      ],
      columns: [
        { id: 'team', label: 'Team', type: 'text', width: 10 },
        { id: 'salary', label: 'Salary', type: 'number', width: 10 },
      ],
      measures: [],
      charts: [],
    },
    sorts: true,
    async *rows() {
      yield { team: 'blue', salary: 1 }
    },
    count: () => 1,
    options: () => [{ value: 'blue', detail: '1', count: 1 }],
    columnsOf: ({ id }) => (id === 'boss' ? ['team', 'salary'] : id === 'ada' ? ['team'] : []),
  })
  const callerAs = (id: string) => {
    const coatcheck = createCoatcheck({
      reports: [people],
      viewer: () => ({ id, name: id, scope: null }),
      logger: createLogger({ level: 'silent' }),
    })
    const t = initTRPC.context<Context>().create()
    return t.createCallerFactory(coatcheck.router)(() => coatcheck.createContext(call))
  }
  const page = { report: 'people', filters: {}, offset: 0, limit: 5 } as const

  test('is described without them, and without the filters that read them', async () => {
    const [outline] = await callerAs('ada').report.list()
    expect(outline!.columns.map(({ id }) => id)).toEqual(['team'])
    expect(outline!.fields).toEqual([
      { id: 'teams', label: 'Team', kind: 'values', column: 'team' },
    ])
    expect((await callerAs('boss').report.list())[0]!.columns).toHaveLength(2)
    expect(await callerAs('eve').report.list()).toEqual([])
  })

  test('shows a page without them', async () => {
    expect((await callerAs('ada').report.page(page)).columns).toEqual({ team: ['blue'] })
    expect((await callerAs('boss').report.page(page)).columns).toEqual({
      team: ['blue'],
      salary: [1],
    })
  })

  test('refuses every request that names them', async () => {
    const { report, export: exports } = callerAs('ada')
    const sort = [{ column: 'salary', direction: 'asc' }] as const
    const filters = { minSalary: 1 }
    const refused = { code: 'BAD_REQUEST' }
    await expect(report.page({ ...page, columns: ['salary'] })).rejects.toMatchObject(refused)
    await expect(report.page({ ...page, sort: [...sort] })).rejects.toMatchObject(refused)
    await expect(report.page({ ...page, filters })).rejects.toMatchObject(refused)
    await expect(report.summary({ report: 'people', filters })).rejects.toMatchObject(refused)
    await expect(report.charts({ report: 'people', filters })).rejects.toMatchObject(refused)
    const options = { report: 'people', field: 'minSalary' } as const
    await expect(report.options(options)).rejects.toMatchObject(refused)
    const ticket = { report: 'people', format: 'csv' } as const
    for (const hidden of [{ filters }, { filters: {}, columns: ['salary' as const] }]) {
      await expect(exports.createTicket({ ...ticket, ...hidden })).rejects.toMatchObject(refused)
    }
    await expect(callerAs('eve').report.page(page)).rejects.toMatchObject(refused)
  })

  test('freezes the columns of a ticket, so that it stays what it is', async () => {
    const caller = callerAs('ada')
    await caller.export.createTicket({ report: 'people', filters: {}, format: 'csv' })
    expect((await caller.export.list())[0]!.request).toMatchObject({ columns: ['team'] })
  })

  test('does not describe the choices of a filter with them', async () => {
    const options = { report: 'people', field: 'teams' } as const
    const detailOf = async (id: string) =>
      (await callerAs(id).report.options(options)).options.map(({ detail }) => detail)
    expect(await detailOf('boss')).toEqual(['1'])
    expect(await detailOf('ada')).toEqual([null])
  })

  test('has to say what its filters read', () => {
    const fields = [{ id: 'minSalary', label: 'Salary', kind: 'number' }] as const
    const silent = { ...people, description: { ...people.description, fields } }
    expect(() => createCoatcheck({ reports: [silent], viewer: () => null })).toThrow(
      'The report people hides columns: minSalary must list the columns that it reads',
    )
  })
})
