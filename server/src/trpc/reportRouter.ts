import { outlineOf, type AnyReports } from '@coatcheck/shared'
import type { Database } from '../database/database.ts'
import { requestsOf, type Catalogue } from '../reports/catalogue.ts'
import { readersOf } from '../reports/readers.ts'
import type { Turns } from '../reports/queryTurns.ts'
import type { ReportContext } from '../reports/reportReaders.ts'
import { requestInput } from './requestInput.ts'
import { bareRouter, signedInProcedure } from './init.ts'

export interface ReportDependencies {
  readonly catalogue: Catalogue
  readonly database: Database
  readonly turns: Turns
}

export function reportRouter<Reports extends AnyReports>({
  catalogue,
  database,
  turns,
}: ReportDependencies) {
  const requests = requestsOf<Reports>(catalogue)
  const answers = (
    { report }: { readonly report: string },
    { viewer }: Pick<ReportContext, 'viewer'>,
    signal: AbortSignal | undefined,
  ) => readersOf({ report: catalogue.report(report), database, viewer, turns, signal })

  return bareRouter({
    list: signedInProcedure.query(() =>
      catalogue.reports.map(({ description }) => outlineOf(description)),
    ),
    page: signedInProcedure
      .input(requestInput(requests.page))
      .query(({ ctx, input, signal }) => answers(input, ctx.session, signal).page(input)),
    summary: signedInProcedure
      .input(requestInput(requests.rows))
      .query(({ ctx, input, signal }) => answers(input, ctx.session, signal).summary(input)),
    charts: signedInProcedure
      .input(requestInput(requests.rows))
      .query(({ ctx, input, signal }) => answers(input, ctx.session, signal).charts(input)),
    options: signedInProcedure
      .input(requestInput(requests.options))
      .query(({ ctx, input, signal }) => answers(input, ctx.session, signal).options(input)),
  })
}
