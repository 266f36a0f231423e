import { once } from 'node:events'
import { connect, createServer as createHttp2Server, constants } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import express from 'express'
import express4 from 'express4'
import { describe, expect, test, vi } from 'vitest'
import { ordersApp, type OrdersApp } from '../../testing/hosts/orders.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { serveApp } from '../../testing/serveApp.ts'

// What only some hosts have: HTTP/2, clients that leave a Response, parsers in front of the download.

const few = { report: 'orders', filters: { count: 3 }, format: 'csv' } as const
const many = { report: 'orders', filters: { count: 40_000 }, format: 'csv' } as const

const asAda = { authorization: 'Bearer ada', 'content-type': 'application/json' }
const ticketPath = '/trpc/reports.export.createTicket'

interface Issued {
  readonly result: { readonly data: { readonly url: string } }
}
const urlIn = (text: string) => (JSON.parse(text) as Issued).result.data.url

/** An app that says what it logs as an error. */
function loggedApp() {
  const error = vi.fn()
  const app = ordersApp({
    logger: { error, info: vi.fn(), warn: vi.fn() } as never,
    limits: { graceMs: 100 },
  })
  return { ...app, error }
}

const idle = (app: Pick<OrdersApp, 'coatcheck'>) =>
  vi.waitFor(() => {
    const { deliveries, running } = app.coatcheck.stats()
    expect({ deliveries, running }).toEqual({ deliveries: 0, running: 0 })
  })

async function overHttp2() {
  const app = loggedApp()
  const { coatcheck, router } = app
  const { createContext, downloads } = coatcheck
  const trpc = createHTTPHandler({ basePath: '/trpc/', router, createContext })
  const server = createHttp2Server((request, response) => {
    downloads(request, response, () => trpc(request as never, response as never))
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const session = connect(url)

  async function call(headers: Record<string, string>, body?: object) {
    const stream = session.request(headers, { endStream: body === undefined })
    if (body) stream.end(JSON.stringify(body))
    const [head] = (await once(stream, 'response')) as [Record<string, string>]
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    return { head, body: Buffer.concat(chunks).toString() }
  }
  return {
    ...app,
    session,
    call,
    async issue(request: object) {
      const headers = { ':method': 'POST', ':path': ticketPath, ...asAda, origin: url }
      const { head, body } = await call(headers, request)
      const cookie = String(head['set-cookie']).split(';')[0]!
      return { ':path': urlIn(body), cookie }
    },
    async [Symbol.asyncDispose]() {
      session.destroy()
      server.close()
      await coatcheck.close()
    },
  }
}

describe('over HTTP/2', () => {
  test('a ticket is bound to its browser, which gets the file', async () => {
    await using its = await overHttp2()
    const download = await its.issue(few)
    expect(download.cookie).toMatch(/^coatcheck=/)
    expect((await its.call({ ...download, cookie: '' })).head[':status']).toBe(404)
    const { head, body } = await its.call(download)
    expect([head[':status'], body.split('\r\n').length]).toEqual([200, 5])
  })

  test('a failure after the first rows looks broken to the client', async () => {
    await using its = await overHttp2()
    its.control.beforeBatch = async (index) => {
      if (index < 30) return
      await sleep(300)
      throw new Error('The source has gone.')
    }
    await expect(its.call(await its.issue(many))).rejects.toThrow('NGHTTP2_INTERNAL_ERROR')
    await idle(its)
  })

  test('a client that leaves before the file begins is no fault', async () => {
    await using its = await overHttp2()
    its.control.beforeBatch = () => sleep(50)
    const stream = its.session.request(await its.issue(many))
    stream.on('error', () => {})
    await vi.waitFor(() => expect(its.coatcheck.stats().running).toBe(1))
    stream.close(constants.NGHTTP2_CANCEL)
    await idle(its)
    expect(its.error).not.toHaveBeenCalled()
  })
})

test.each(['before its request begins', 'while the file is written'])(
  'a client of a fetch handler that leaves %s is no fault',
  async (when) => {
    const { control, coatcheck, error, router } = loggedApp()
    const { createContext } = coatcheck
    const req = new Request(`http://x${ticketPath}`, {
      method: 'POST',
      headers: asAda,
      body: JSON.stringify(many),
    })
    const answer = await fetchRequestHandler({ endpoint: '/trpc', req, router, createContext })
    control.beforeBatch = () => sleep(50)
    const leaving = new AbortController()
    if (when.startsWith('before')) leaving.abort()
    const { signal } = leaving
    const response = coatcheck.fetch(
      new Request(`http://x${urlIn(await answer.text())}`, { signal }),
    )
    if (!signal.aborted) await vi.waitFor(() => expect(coatcheck.stats().running).toBe(1))
    leaving.abort()
    expect((await response).status).toBe(404)
    await idle({ coatcheck })
    expect(error).not.toHaveBeenCalled()
    await coatcheck.close()
  },
)

describe.each([
  ['Express 4', express4 as unknown as typeof express],
  ['Express 5', express],
])('a form in %s', (_name, create) => {
  test.each([
    ['JSON', [create.json()]],
    ['forms', [create.urlencoded({ extended: true })]],
    ['both', [create.json(), create.urlencoded({ extended: false })]],
    ['text', [create.text({ type: 'application/x-www-form-urlencoded' })]],
  ])('is read behind a parser of %s', async (_what, parsers) => {
    const { coatcheck, router } = ordersApp()
    const { createContext, downloads } = coatcheck
    const app = create()
    app.use('/trpc', createExpressMiddleware({ router, createContext }))
    for (const parser of parsers) app.use(parser)
    await using served = await serveApp(app.use(downloads))
    const body = JSON.stringify(few)
    const issued = await httpRequest(served.url + ticketPath, {
      method: 'POST',
      headers: asAda,
      body,
    })
    const [path, query] = urlIn(issued.body.toString()).split('?')
    const answer = await httpRequest(served.url + path!, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: query!,
    })
    expect(answer.status).toBe(200)
    await coatcheck.close()
  })
})
