import { defineRowsReport, keysetRows, type Viewer } from '@coatcheck/server'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient, type Sale } from './prismaClient/client.ts'
import { sales, type Scope } from './sales.ts'

const adapter = new PrismaPg({ connectionString: process.env.DATABASE_URL })
export const prisma = new PrismaClient({ adapter })

const matching = (minTotal: number, { shops }: Scope) => ({
  shop: { in: shops },
  total: { gte: minTotal },
})

export const report = defineRowsReport({
  description: sales,
  count: ({ filters: { minTotal = 0 } }, { scope }: Viewer<Scope>) =>
    prisma.sale.count({ where: matching(minTotal, scope) }),
  rows: ({ filters: { minTotal = 0 } }, { scope }) =>
    keysetRows<Sale>((last) =>
      prisma.sale.findMany({
        where: { ...matching(minTotal, scope), id: { gt: last?.id } },
        orderBy: { id: 'asc' },
        take: 1_000,
      }),
    ),
})
