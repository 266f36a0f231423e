import type { AnyReports, reports } from '@coatcheck/shared'
import { exportRouter, type ExportDependencies } from './exportRouter.ts'
import { router } from './init.ts'
import { reportRouter, type ReportDependencies } from './reportRouter.ts'
import { sessionRouter, type SessionDependencies } from './sessionRouter.ts'

export interface RouterDependencies
  extends SessionDependencies, ReportDependencies, ExportDependencies {}

/** Typed for clients by the descriptions of the catalogue's reports. */
export function createAppRouter<Reports extends AnyReports>(dependencies: RouterDependencies) {
  return router({
    session: sessionRouter(dependencies),
    report: reportRouter<Reports>(dependencies),
    export: exportRouter<Reports>(dependencies),
  })
}

export type AppRouterOf<Reports extends AnyReports> = ReturnType<typeof createAppRouter<Reports>>

/** Of the reports of the demo. */
export type AppRouter = AppRouterOf<typeof reports>
