import type { AnyReports } from '@coatcheck/shared'
import type { TRPCBuiltRouter } from '@trpc/server'
import { router } from '../trpc/init.ts'
import type { ReportsRouter } from '../trpc/reportsRouter.ts'
import { sessionRouter, type SessionDependencies } from './auth/sessionRouter.ts'

/** The routers of the reports, and the sessions of this service. */
export function createAppRouter(
  { report, export: exports }: Pick<ReportsRouter<AnyReports>, 'report' | 'export'>,
  dependencies: SessionDependencies,
) {
  return router({ session: sessionRouter(dependencies), report, export: exports })
}

type AnyAppRouter = ReturnType<typeof createAppRouter>

/**
 * The service's router, typed by the descriptions of its reports: clients write
 * `createTRPCClient<AppRouterOf<typeof descriptions>>()`, or `AppRouterOf<AnyReports>` where they
 * learn the reports from the server.
 */
export type AppRouterOf<Reports extends AnyReports> = TRPCBuiltRouter<
  AnyAppRouter['_def']['_config']['$types'],
  {
    session: AnyAppRouter['session']
    report: ReportsRouter<Reports>['report']
    export: ReportsRouter<Reports>['export']
  }
>
