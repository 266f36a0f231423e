import { outlineOf, type AnyReports } from '@coatcheck/shared'
import type { Database } from '../database/database.ts'
import { requestsOf, type Catalogue } from '../reports/catalogue.ts'
import { readCharts } from '../reports/chartAnswers.ts'
import { readOptions, readPage, readSummary, type Asking } from '../reports/reportAnswers.ts'
import { router, signedInProcedure } from './init.ts'

export interface ReportDependencies {
  readonly catalogue: Catalogue
  readonly database: Database
}

export function reportRouter<Reports extends AnyReports>({
  catalogue,
  database,
}: ReportDependencies) {
  const requests = requestsOf<Reports>(catalogue)
  const asking = (
    { report }: { readonly report: string },
    { viewer }: Pick<Asking, 'viewer'>,
    signal: AbortSignal | undefined,
  ): Asking => ({ report: catalogue.report(report), database, viewer, signal })

  return router({
    list: signedInProcedure.query(() =>
      catalogue.reports.map(({ description }) => outlineOf(description)),
    ),
    page: signedInProcedure
      .input(requests.page)
      .query(({ ctx, input, signal }) => readPage(input, asking(input, ctx.session, signal))),
    summary: signedInProcedure
      .input(requests.rows)
      .query(({ ctx, input, signal }) => readSummary(input, asking(input, ctx.session, signal))),
    charts: signedInProcedure
      .input(requests.rows)
      .query(({ ctx, input, signal }) => readCharts(input, asking(input, ctx.session, signal))),
    options: signedInProcedure
      .input(requests.options)
      .query(({ ctx, input, signal }) => readOptions(input, asking(input, ctx.session, signal))),
  })
}
