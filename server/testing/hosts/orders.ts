import { initTRPC } from '@trpc/server'
import { z } from 'zod'
import { createCoatcheck, defineRowsReport, type CoatcheckOptions } from '../../src/index.ts'
import { createLogger } from '../../src/telemetry/logger.ts'

/** How the rows of the test's report come. */
export interface OrderControl {
  /** Called before each batch of 1000 rows; may wait, or throw. */
  beforeBatch: (index: number) => Promise<void> | void
}

const batchRows = 1000

/** So that few rows make a large file. */
const padding = 'of an order with many words '.repeat(10)

function ordersReport(control: OrderControl) {
  return defineRowsReport({
    description: {
      id: 'orders',
      title: 'Orders',
      description: 'All orders.',
      range: null,
      filters: z.strictObject({ count: z.int().min(0) }),
      fields: [{ id: 'count', label: 'Orders', kind: 'number', whole: true, min: 0 }],
      columns: [
        { id: 'number', label: 'Number', type: 'integer', width: 10 },
        { id: 'note', label: 'Note', type: 'text', width: 30 },
      ],
      measures: [],
      charts: [],
    },
    count: ({ filters }) => filters.count,
    async *rows({ filters: { count } }) {
      for (let number = 0; number < count; number += 1) {
        if (number % batchRows === 0) await control.beforeBatch(number / batchRows)
        yield { number, note: `Note ${(number * 7919) % 104_729} ${padding}` }
      }
    },
  })
}

type Reports = readonly [ReturnType<typeof ordersReport>]

/** An app's own context. */
export interface OwnContext {
  readonly user: string
}

/** An app with one report, for anyone who names themselves in a Bearer token. */
export function ordersApp(options: Partial<CoatcheckOptions<Reports>> = {}) {
  const control: OrderControl = { beforeBatch: () => {} }
  const coatcheck = createCoatcheck({
    reports: [ordersReport(control)] as Reports,
    viewer: ({ headers }) => {
      const [, name] = /^Bearer (\w+)$/.exec(headers.get('authorization') ?? '') ?? []
      return name === undefined ? null : { id: name, name, scope: null, sessionId: `of ${name}` }
    },
    logger: createLogger({ level: 'silent' }),
    ...options,
  })
  const t = initTRPC.create({ isDev: false })
  const router = t.router({
    hello: t.procedure.query(() => 'Hello'),
    reports: coatcheck.router,
  })
  return { coatcheck, control, router }
}

export type OrdersApp = ReturnType<typeof ordersApp>
export type OrdersRouter = OrdersApp['router']
