// kysely.ts
import { defineRowsReport, type Viewer } from '@coatcheck/server'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import Cursor from 'pg-cursor'
import { sales, type Scope } from './sales.ts'

interface Tables {
  sales: { id: number; shop: string; total: number; sold_at: Date }
}
const pool = new Pool({ connectionString: process.env.DATABASE_URL })
export const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) })

const matching = (minTotal: number, { shops }: Scope) =>
  db.selectFrom('sales').where('shop', 'in', shops).where('total', '>=', minTotal)

export const report = defineRowsReport({
  description: sales,
  async count({ filters: { minTotal = 0 } }, { scope }: Viewer<Scope>) {
    const query = matching(minTotal, scope).select(({ fn }) => fn.countAll<string>().as('count'))
    return Number((await query.executeTakeFirstOrThrow()).count)
  },
  rows: ({ filters: { minTotal = 0 } }, { scope }) =>
    matching(minTotal, scope)
      .select(['id', 'shop', 'total', 'sold_at as soldAt'])
      .orderBy('id')
      .stream(1_000),
})
