// What another app writes, outside the workspace. It has no mistakes.
import {
  createCoatcheck,
  defineReport,
  defineRowsReport,
  describeReport,
  sql,
  type Viewer,
} from '@coatcheck/server'
import { initTRPC } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import { z } from 'zod'

interface Scope {
  readonly region: string
}

export const sales = defineRowsReport({
  description: {
    id: 'sales',
    title: 'Sales',
    filters: z.strictObject({ product: z.enum(['tea', 'coffee']).optional() }),
    columns: [
      { id: 'id', label: 'Sale', type: 'integer', width: 10 },
      { id: 'product', label: 'Product', type: 'text', width: 20 },
      { id: 'price', label: 'Price', type: 'number', width: 10 },
    ],
  },
  async *rows({ filters }, { scope }: Viewer<Scope>, signal) {
    for (let id = 1; id <= 5_000 && !signal.aborted; id += 1) {
      const product = id % 2 === 0 ? 'tea' : 'coffee'
      if (filters.product === undefined || filters.product === product) {
        yield { id, product: `${product} of ${scope.region}`, price: id / 4 }
      }
    }
  },
  count: ({ filters }) => (filters.product === undefined ? 5_000 : 2_500),
})

/** A query, which only the compiler reads here: there is no database to ask. */
export const stock = defineReport({
  description: describeReport({
    id: 'stock',
    title: 'Stock',
    description: 'What is there.',
    filters: z.strictObject({ below: z.int().optional() }),
    fields: [{ id: 'below', label: 'Fewer than', kind: 'number' }],
    columns: [{ id: 'article', label: 'Article', type: 'text', width: 20 }],
    measures: [{ id: 'articles', label: 'Articles', type: 'integer' }],
  }),
  source: 'stock',
  restrict: ({ region }: Scope) => [sql`"region" = ${region}`],
  filter: ({ below }) => [below === undefined ? undefined : sql`"count" < ${below}`],
  rowOrder: [{ column: 'article', direction: 'asc' }],
  measures: { articles: 'count(*)' },
})

export const coatcheck = createCoatcheck({
  reports: [sales],
  viewer: ({ headers }) =>
    headers.get('authorization') === 'Bearer good'
      ? { id: 'ada', name: 'Ada', scope: { region: 'Assam' } }
      : null,
})

const t = initTRPC.create({ errorFormatter: ({ shape }) => ({ ...shape, ours: true }) })
const appRouter = t.router({ reports: coatcheck.router, ping: t.procedure.query(() => 'pong') })
export type AppRouter = typeof appRouter

export const app = express()
app.use(
  '/trpc',
  createExpressMiddleware({
    router: appRouter,
    createContext: coatcheck.createContext,
    maxBodySize: 256 * 1024,
  }),
)
app.use(coatcheck.downloads)
