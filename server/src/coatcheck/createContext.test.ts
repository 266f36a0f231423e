import { initTRPC, TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from '@trpc/client'
import superjson from 'superjson'
import { expect, test, vi } from 'vitest'
import { ordersApp } from '../../testing/hosts/orders.ts'
import type { ViewerRequest } from './coatcheckOptions.ts'

// How apps put the router into theirs: with their own context, middleware and transformer.

const few = { report: 'orders', filters: { count: 3 }, format: 'csv' } as const
const ada = { id: 'ada', name: 'Ada', scope: null }

interface OwnContext {
  readonly user?: string
}

/** Calls that go through a fetch handler and no network, as those of a page. */
function pageFetch(handle: (request: Request) => Promise<Response>) {
  const cookies: string[] = []
  return {
    cookies,
    fetch: (async (input: string, init: RequestInit) => {
      const request = new Request(input, init)
      request.headers.set('sec-fetch-site', 'same-origin')
      const response = await handle(request)
      cookies.push(...response.headers.getSetCookie())
      return response
    }) as typeof fetch,
  }
}

test('middleware of the app runs before each call, and tells the viewer who it is', async () => {
  const viewer = vi.fn(({ context }: ViewerRequest<OwnContext>) =>
    context.user === undefined ? null : { ...ada, id: context.user },
  )
  const { coatcheck } = ordersApp({ viewer })
  const t = initTRPC.context<OwnContext>().create({
    isDev: false,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      theirs: error.cause instanceof Error ? error.cause.message : null,
    }),
  })
  const calls: string[] = []
  const guarded = t.procedure.use(({ next, path }) => {
    calls.push(path)
    if (path.endsWith('limits')) throw new TRPCError({ code: 'FORBIDDEN', message: 'Not today.' })
    return next({ ctx: { user: 'max' } })
  })
  const router = t.router({ deep: t.router({ er: coatcheck.routerWith(guarded) }) })
  const { cookies, fetch } = pageFetch((req) =>
    fetchRequestHandler({ endpoint: '', req, router, createContext: coatcheck.createContext }),
  )
  for (const link of [httpLink, httpBatchStreamLink]) {
    const client = createTRPCClient<typeof router>({ links: [link({ url: 'http://x', fetch })] })
    const receipt = await client.deep.er.export.createTicket.mutate(few)
    const [item] = await client.deep.er.export.list.query({ exportId: receipt.exportId })
    expect(item).toMatchObject({ state: 'waiting' })
    await expect(client.deep.er.export.limits.query()).rejects.toThrow('Not today.')
  }
  expect(calls).toContain('deep.er.export.createTicket')
  // The stream could not know who it is yet, and has a cookie all the same.
  expect(cookies.map((cookie) => cookie.slice(0, 10))).toEqual(['coatcheck=', 'coatcheck='])
  await coatcheck.close()
})

test('the app’s own context reaches its procedures and the viewer', async () => {
  const { coatcheck } = ordersApp({
    viewer: ({ context }: ViewerRequest<OwnContext>) => (context.user === 'ada' ? ada : null),
  })
  const t = initTRPC.context<OwnContext>().create({ isDev: false, transformer: superjson })
  const own = t.router({
    me: t.procedure.query(({ ctx }) => ({ user: ctx.user, at: new Date(0) })),
  })
  const router = t.mergeRouters(own, coatcheck.routerWith(t.procedure))
  const { cookies, fetch } = pageFetch((req) =>
    fetchRequestHandler({
      endpoint: '',
      req,
      router,
      createContext: (options) => coatcheck.createContext(options, { user: 'ada' }),
    }),
  )
  const client = createTRPCClient<typeof router>({
    links: [httpBatchStreamLink({ url: 'http://x', fetch, transformer: superjson })],
  })
  expect(await client.me.query()).toEqual({ user: 'ada', at: new Date(0) })
  const both = [few, few].map((request) => client.export.createTicket.mutate(request))
  expect((await Promise.all(both)).map(({ rowCount }) => rowCount)).toEqual([3, 3])
  expect(cookies).toHaveLength(1)
  await coatcheck.close()
})

test('each call of a batch is of the viewer that its own middleware has found', async () => {
  const exporters: string[] = []
  const viewer = vi.fn(({ context }: ViewerRequest<OwnContext>) => ({
    ...ada,
    id: context.user ?? 'any user',
  }))
  const { coatcheck } = ordersApp({
    viewer,
    mayExport: ({ viewer: { id } }) => exporters.push(id) > 0,
  })
  const t = initTRPC.context<OwnContext>().create({ isDev: false })
  const guarded = t.procedure.use(async ({ getRawInput, next }) => {
    const { filters } = (await getRawInput()) as typeof few
    return next({ ctx: { user: `of ${filters.count} orders` } })
  })
  const router = t.router({ reports: coatcheck.routerWith(guarded) })
  const { fetch } = pageFetch((req) =>
    fetchRequestHandler({ endpoint: '', req, router, createContext: coatcheck.createContext }),
  )
  const client = createTRPCClient<typeof router>({
    links: [httpBatchLink({ url: 'http://x', fetch })],
  })
  const asked = [1, 2, 2].map((count) =>
    client.reports.export.createTicket.mutate({ ...few, filters: { count } }),
  )
  await Promise.all(asked)
  expect(exporters).toEqual(['of 1 orders', 'of 2 orders', 'of 2 orders'])
  // Before the procedures, and then once for each context.
  expect(viewer).toHaveBeenCalledTimes(3)
  await coatcheck.close()
})

test('a stream sets the cookie wherever export is nested, or says why it cannot', async () => {
  const error = vi.fn()
  const { coatcheck } = ordersApp({
    logger: { error, info: vi.fn(), warn: vi.fn() } as never,
  })
  const t = initTRPC.context<OwnContext>().create({ isDev: false })
  const { createTicket, pickUp } = coatcheck.router.export
  const router = t.router({ sheets: t.router({ createTicket, pickUp }), sheet: createTicket })
  const { cookies, fetch } = pageFetch((req) =>
    fetchRequestHandler({ endpoint: '', req, router, createContext: coatcheck.createContext }),
  )
  const headers = { authorization: 'Bearer ada' }
  const client = createTRPCClient<typeof router>({
    links: [httpBatchStreamLink({ url: 'http://x', fetch, headers })],
  })
  await client.sheets.createTicket.mutate(few)
  expect(cookies).toHaveLength(1)
  await expect(client.sheet.mutate(few)).rejects.toThrow('went wrong')
  expect(error.mock.calls[0]).toMatchObject([
    { err: { message: expect.stringContaining('keep the names') as string } },
    'call failed',
  ])
  await coatcheck.close()
})

test('over a WebSocket, which sets no cookies, a ticket is refused and the log says why', async () => {
  const error = vi.fn()
  const { coatcheck, router } = ordersApp({
    logger: { error, info: vi.fn(), warn: vi.fn() } as never,
  })
  const browser = { origin: 'http://localhost', host: 'localhost', authorization: 'Bearer ada' }
  const callerOf = async (headers: Record<string, string>) => {
    const context = await coatcheck.createContext({
      req: { headers, method: 'GET', url: '/' },
      res: { send: vi.fn() },
      info: { calls: [] },
    })
    return initTRPC.context<object>().create().createCallerFactory(router)(context).reports.export
  }
  await expect((await callerOf(browser)).createTicket(few)).rejects.toThrow('went wrong')
  expect(error.mock.calls[0]).toMatchObject([
    { err: { message: expect.stringContaining('not through wsLink') as string } },
    'call failed',
  ])
  // One that has the cookie, or is no browser, needs none.
  const withCookie = await callerOf({ ...browser, cookie: `coatcheck=${'c'.repeat(43)}` })
  expect(await withCookie.createTicket(few)).toMatchObject({ rowCount: 3 })
  const program = await callerOf({ authorization: 'Bearer ada' })
  expect(await program.createTicket(few)).toMatchObject({ rowCount: 3 })
  await coatcheck.close()
})

test('without info a stream says what is missing, and other links work', async () => {
  const error = vi.fn()
  const { coatcheck, router } = ordersApp({
    logger: { error, info: vi.fn(), warn: vi.fn() } as never,
  })
  const { cookies, fetch } = pageFetch((req) =>
    fetchRequestHandler({
      endpoint: '',
      req,
      router,
      createContext: ({ resHeaders }) => coatcheck.createContext({ req, resHeaders }),
    }),
  )
  const headers = { authorization: 'Bearer ada' }
  const [stream, plain] = [httpBatchStreamLink, httpLink].map((link) =>
    createTRPCClient<typeof router>({ links: [link({ url: 'http://x', fetch, headers })] }),
  )
  await expect(stream!.reports.export.createTicket.mutate(few)).rejects.toThrow('went wrong')
  expect(error.mock.calls[0]).toMatchObject([
    { err: { message: expect.stringContaining('`info` included') as string } },
    'call failed',
  ])
  expect(await plain!.reports.export.createTicket.mutate(few)).toMatchObject({ rowCount: 3 })
  expect(cookies).toHaveLength(1)
  await coatcheck.close()
})

test('a viewer that throws reaches the logger with its cause, and the client learns nothing', async () => {
  const error = vi.fn()
  const { coatcheck, router } = ordersApp({
    logger: { error, info: vi.fn(), warn: vi.fn() } as never,
    viewer: () => {
      throw new Error('The table of users is gone.')
    },
  })
  const t = initTRPC.context<object>().create()
  const [req, res] = [{ headers: {} }, {}]
  const caller = t.createCallerFactory(router)(() => coatcheck.createContext({ req, res }))
  await expect(caller.reports.report.list()).rejects.toThrow('Something went wrong on our side.')
  expect(error).toHaveBeenCalledExactlyOnceWith(
    {
      path: 'reports.report.list',
      err: expect.objectContaining({ message: 'The table of users is gone.' }) as Error,
    },
    'call failed',
  )
  await coatcheck.close()
})
