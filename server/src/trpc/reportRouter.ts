import type { Database } from '../database/database.ts'
import { requestsOf, type Catalogue, type ReportRequest } from '../reports/catalogue.ts'
import { readersOf } from '../reports/readers.ts'
import type { Turns } from '../reports/queryTurns.ts'
import type { ReportContext } from '../reports/reportReaders.ts'
import { reportListSchema } from './exportInputs.ts'
import { requestInput } from './requestInput.ts'
import { bareRouter, type SignedInProcedure } from './init.ts'

export interface ReportDependencies {
  readonly catalogue: Catalogue
  readonly database: Database
  readonly turns: Turns
  readonly signedInProcedure: SignedInProcedure
}

export function reportRouter({
  catalogue,
  database,
  turns,
  signedInProcedure,
}: ReportDependencies) {
  const requests = requestsOf(catalogue)
  const readers = async (
    request: ReportRequest,
    { viewer }: Pick<ReportContext, 'viewer'>,
    signal: AbortSignal | undefined,
  ) => {
    const report = await catalogue.reportFor(viewer, request)
    return readersOf({ report, database, viewer, turns, signal })
  }

  return bareRouter({
    list: signedInProcedure
      .input(reportListSchema)
      .query(async ({ ctx, input: { locale } }) =>
        catalogue.outlinesFor(ctx.session.viewer, locale),
      ),
    page: signedInProcedure
      .input(requestInput(requests.page))
      .query(async ({ ctx, input, signal }) =>
        (await readers(input, ctx.session, signal)).page(input),
      ),
    summary: signedInProcedure
      .input(requestInput(requests.rows))
      .query(async ({ ctx, input, signal }) =>
        (await readers(input, ctx.session, signal)).summary(input),
      ),
    charts: signedInProcedure
      .input(requestInput(requests.charts))
      .query(async ({ ctx, input, signal }) =>
        (await readers(input, ctx.session, signal)).charts(input),
      ),
    options: signedInProcedure
      .input(requestInput(requests.options))
      .query(async ({ ctx, input, signal }) =>
        (await readers(input, ctx.session, signal)).options(input),
      ),
    values: signedInProcedure
      .input(requestInput(requests.values))
      .query(async ({ ctx, input, signal }) =>
        (await readers(input, ctx.session, signal)).values(input),
      ),
  })
}
