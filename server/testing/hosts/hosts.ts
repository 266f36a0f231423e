import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import express from 'express'
import express4 from 'express4'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import type { OrdersApp, OrdersRouter } from './orders.ts'

export interface RunningHost extends AsyncDisposable {
  readonly url: string
}

/** A server that an app may be built on, as its documentation shows it. */
export interface Host {
  readonly name: string
  /** Whether it sends files while they are written. */
  readonly streams: boolean
  start(app: OrdersApp): Promise<RunningHost>
}

const limits = { maxBodySize: 256 * 1024, maxBatchSize: 20 }

function expressApp(create: typeof express, { coatcheck, router }: OrdersApp): RequestListener {
  const { createContext, downloads } = coatcheck
  const app = create()
  app.use('/trpc', createExpressMiddleware({ router, createContext, ...limits }))
  app.use(downloads)
  return app
}

/** A fetch-style server without a framework. */
function fetchHandler({ coatcheck, router }: OrdersApp): FetchHandler {
  const { createContext } = coatcheck
  return (req) => {
    const { pathname } = new URL(req.url)
    if (pathname === '/export/download') return coatcheck.fetch(req)
    return fetchRequestHandler({ endpoint: '/trpc', req, router, createContext, ...limits })
  }
}

function honoApp({ coatcheck, router }: OrdersApp): FetchHandler {
  const { createContext } = coatcheck
  const app = new Hono()
  app.all('/trpc/*', (c) =>
    fetchRequestHandler({ endpoint: '/trpc', req: c.req.raw, router, createContext, ...limits }),
  )
  app.all('/export/download', (c) => coatcheck.fetch(c.req.raw))
  return app.fetch
}

function nodeApp({ coatcheck, router }: OrdersApp): RequestListener {
  const { createContext, downloads } = coatcheck
  const trpc = createHTTPHandler({ basePath: '/trpc/', router, createContext, ...limits })
  return (request, response) => downloads(request, response, () => trpc(request, response))
}

async function startFastify({ coatcheck, router }: OrdersApp): Promise<RunningHost> {
  const { createContext } = coatcheck
  const app = fastify({ bodyLimit: limits.maxBodySize })
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: { router, createContext, ...limits },
  } satisfies FastifyTRPCPluginOptions<OrdersRouter>)
  // The download reads its form itself.
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) =>
    done(null),
  )
  app.all('/export/download', (request, reply) => coatcheck.node(request, reply))
  await app.ready()
  return listening(app.server)
}

async function listening(server: Server): Promise<RunningHost> {
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type FetchHandler = (request: Request) => Response | Promise<Response>

const nodeHost = (name: string, listener: (app: OrdersApp) => RequestListener): Host => ({
  name,
  streams: true,
  start: (app) => listening(createServer(listener(app))),
})

const fetchHost = (name: string, handler: (app: OrdersApp) => FetchHandler): Host => ({
  name,
  streams: false,
  start: (app) => listening(createAdaptorServer({ fetch: handler(app) }) as Server),
})

export const hosts: readonly Host[] = [
  nodeHost('Express 5', (app) => expressApp(express, app)),
  nodeHost('Express 4', (app) => expressApp(express4 as unknown as typeof express, app)),
  { name: 'Fastify 5', streams: true, start: startFastify },
  nodeHost('Node’s own server', nodeApp),
  fetchHost('Hono 4', honoApp),
  fetchHost('any fetch-style server', fetchHandler),
]
