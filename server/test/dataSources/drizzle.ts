// drizzle.ts
import { defineRowsReport, keysetRows, type Viewer } from '@coatcheck/server'
import { and, gt, gte, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { doublePrecision, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { Pool } from 'pg'
import { sales, type Scope } from './sales.ts'

const table = pgTable('sales', {
  id: integer().primaryKey(),
  shop: text().notNull(),
  total: doublePrecision().notNull(),
  soldAt: timestamp('sold_at', { withTimezone: true }).notNull(),
})
export const pool = new Pool({ connectionString: process.env.DATABASE_URL })
const db = drizzle(pool)

const matching = (minTotal: number, { shops }: Scope) =>
  and(inArray(table.shop, shops), gte(table.total, minTotal))

export const report = defineRowsReport({
  description: sales,
  count: ({ filters: { minTotal = 0 } }, { scope }: Viewer<Scope>) =>
    db.$count(table, matching(minTotal, scope)),
  rows: ({ filters: { minTotal = 0 } }, { scope }) =>
    keysetRows<typeof table.$inferSelect>((last) =>
      db
        .select()
        .from(table)
        .where(and(matching(minTotal, scope), last && gt(table.id, last.id)))
        .orderBy(table.id)
        .limit(1_000),
    ),
})
