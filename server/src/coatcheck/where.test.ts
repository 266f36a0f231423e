import { initTRPC } from '@trpc/server'
import type { Request, Response } from 'express'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { noDatabase } from '../database/noDatabase.ts'
import type { ReportList } from '../reports/anyReport.ts'
import { defineReport } from '../reports/defineReport.ts'
import { defineRowsReport } from '../reports/rowsReport.ts'
import { createLogger } from '../telemetry/logger.ts'
import type { Context } from '../trpc/context.ts'
import { createCoatcheck } from './createCoatcheck.ts'

const description = {
  id: 'people',
  title: 'People',
  filters: z.strictObject({}),
  columns: [
    { id: 'team', label: 'Team', type: 'text', width: 10 },
    { id: 'salary', label: 'Salary', type: 'integer', width: 10 },
  ],
} as const

function callerOf<const Reports extends ReportList>(reports: Reports) {
  const coatcheck = createCoatcheck({
    reports,
    viewer: () => ({ id: 'ada', name: 'Ada', scope: null as never }),
    database: noDatabase(),
    logger: createLogger({ level: 'silent' }),
  })
  const call = {
    req: { headers: {}, ip: '127.0.0.1' } as unknown as Request,
    res: {} as unknown as Response,
  }
  const t = initTRPC.context<Context>().create()
  return t.createCallerFactory(coatcheck.router)(() => coatcheck.createContext(call))
}

const rows = { report: 'people', filters: {} } as const
const wellPaid = [{ column: 'salary' as const, operator: 'between' as const, min: 2 }]

test('a report that filters its rows itself refuses conditions, and says so in the list', async () => {
  const report = defineRowsReport({ description, rows: () => [], count: () => 0 })
  const caller = callerOf([report])
  const asked = { ...rows, where: wellPaid }
  for (const refused of [
    caller.report.page({ ...asked, offset: 0, limit: 1 }),
    caller.report.summary(asked),
    caller.report.charts(asked),
    caller.report.values({ ...asked, column: 'team' }),
    caller.export.createTicket({ ...asked, format: 'csv' }),
    caller.export.prepare({ ...asked, format: 'csv' }),
  ]) {
    await expect(refused).rejects.toThrow(
      'The report people filters its rows itself: leave where out.',
    )
  }
  await expect(caller.report.values({ ...rows, column: 'team' })).rejects.toThrow(
    'The report people cannot list the values of a column.',
  )
  expect(await caller.report.summary({ ...rows, where: [] })).toMatchObject({ rowCount: 0 })
  expect((await caller.report.list())[0]).not.toHaveProperty('takesWhere')
})

test('conditions and lists of values cannot read a column that is hidden', async () => {
  const report = defineReport({
    description,
    source: 'people',
    rowOrder: [{ column: 'team', direction: 'asc' }],
    restrict: () => [],
    filter: () => [],
    columnsOf: () => ['team'],
  })
  const caller = callerOf([report])
  expect((await caller.report.list())[0]).toMatchObject({ takesWhere: true })
  for (const refused of [
    caller.report.summary({ ...rows, where: wellPaid }),
    caller.report.values({ ...rows, column: 'salary' }),
    caller.report.values({ ...rows, column: 'team', where: wellPaid }),
    caller.export.prepare({ ...rows, where: wellPaid, format: 'csv' }),
  ]) {
    await expect(refused).rejects.toThrow('The report people has no column salary.')
  }
})
