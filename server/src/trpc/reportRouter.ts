import {
  optionsRequestSchema,
  pageRequestSchema,
  reports,
  rowsRequestSchema,
  type ReportOutline,
} from '@coatcheck/shared'
import type { Database } from '../database/database.ts'
import { readCharts } from '../reports/chartAnswers.ts'
import { readOptions, readPage, readSummary } from '../reports/reportAnswers.ts'
import { router, signedInProcedure } from './init.ts'

export interface ReportDependencies {
  readonly database: Database
}

export function reportRouter({ database }: ReportDependencies) {
  return router({
    list: signedInProcedure.query(() =>
      reports.map(({ filters: _, ...outline }): ReportOutline => outline),
    ),
    page: signedInProcedure
      .input(pageRequestSchema)
      .query(({ ctx, input, signal }) =>
        readPage(input, { database, viewer: ctx.session.viewer, signal }),
      ),
    summary: signedInProcedure
      .input(rowsRequestSchema)
      .query(({ ctx, input, signal }) =>
        readSummary(input, { database, viewer: ctx.session.viewer, signal }),
      ),
    charts: signedInProcedure
      .input(rowsRequestSchema)
      .query(({ ctx, input, signal }) =>
        readCharts(input, { database, viewer: ctx.session.viewer, signal }),
      ),
    options: signedInProcedure
      .input(optionsRequestSchema)
      .query(({ ctx, input, signal }) =>
        readOptions(input, { database, viewer: ctx.session.viewer, signal }),
      ),
  })
}
