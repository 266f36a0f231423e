import { exportRouter, type ExportDependencies } from './exportRouter.ts'
import { router } from './init.ts'
import { reportRouter, type ReportDependencies } from './reportRouter.ts'
import { sessionRouter, type SessionDependencies } from './sessionRouter.ts'

export interface RouterDependencies
  extends SessionDependencies, ReportDependencies, ExportDependencies {}

export function createAppRouter(dependencies: RouterDependencies) {
  return router({
    session: sessionRouter(dependencies),
    report: reportRouter(dependencies),
    export: exportRouter(dependencies),
  })
}

export type AppRouter = ReturnType<typeof createAppRouter>
