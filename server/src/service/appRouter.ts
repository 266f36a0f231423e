import type { AnyReports, reports } from '@coatcheck/shared'
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

export type AppRouterOf<Reports extends AnyReports> = ReturnType<typeof createAppRouter<Reports>>

/** Of the reports of the demo. */
export type AppRouter = AppRouterOf<typeof reports>
