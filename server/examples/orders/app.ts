import { createCoatcheck, defineRowsReport, type Viewer } from '@coatcheck/server'
import { initTRPC } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import { z } from 'zod'
import { countOrders, readOrders, userOf, type ShopScope } from './shop.ts'

const orders = defineRowsReport({
  description: {
    id: 'orders',
    title: 'Orders',
    description: 'All that was ordered in our shops.',
    filters: z.strictObject({ minTotal: z.number().min(0).optional() }),
    fields: [{ id: 'minTotal', label: 'Total at least', kind: 'number', unit: '€' }],
    columns: [
      { id: 'number', label: 'Order', type: 'integer', width: 10 },
      { id: 'customer', label: 'Customer', type: 'text', width: 24 },
      { id: 'total', label: 'Total', type: 'number', width: 12, format: '#,##0.00' },
      { id: 'orderedAt', label: 'Ordered', type: 'instant', width: 18 },
    ],
  },
  rows: ({ filters }, { scope }: Viewer<ShopScope>) => readOrders(scope, filters),
  count: ({ filters }, { scope }) => countOrders(scope, filters),
})

const coatcheck = createCoatcheck({ reports: [orders], viewer: userOf })
// Otherwise tRPC sends stacks unless NODE_ENV is production.
const t = initTRPC.create({ isDev: false })
const appRouter = t.router({ hello: t.procedure.query(() => 'Hello'), reports: coatcheck.router })
export type AppRouter = typeof appRouter

const { createContext } = coatcheck
export const app = express()
app.use(
  '/trpc',
  createExpressMiddleware({
    router: appRouter,
    createContext,
    maxBodySize: 256 * 1024,
    maxBatchSize: 20,
  }),
)
app.use(coatcheck.downloads)
