import type { AnyReports } from '@coatcheck/shared'
import { router } from '../trpc/init.ts'
import type { ReportsRouter } from '../trpc/reportsRouter.ts'
import { sessionRouter, type SessionDependencies } from './auth/sessionRouter.ts'

/** The routers of the reports, and the sessions of this service. */
export function createAppRouter<Reports extends AnyReports>(
  reportsRouter: ReportsRouter<Reports>,
  dependencies: SessionDependencies,
) {
  return router({
    session: sessionRouter(dependencies),
    report: reportsRouter.report,
    export: reportsRouter.export,
  })
}

/**
 * The service's router, typed by the descriptions of its reports: clients write
 * `createTRPCClient<AppRouterOf<typeof descriptions>>()`, or `AppRouterOf<AnyReports>` where they
 * learn the reports from the server.
 */
export type AppRouterOf<Reports extends AnyReports> = ReturnType<typeof createAppRouter<Reports>>
