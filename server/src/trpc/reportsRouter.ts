import type { AnyReports } from '@coatcheck/shared'
import { exportRouter, type ExportDependencies } from './exportRouter.ts'
import { bareRouter } from './init.ts'
import { reportRouter, type ReportDependencies } from './reportRouter.ts'

/** What an app merges into its own router, typed for clients by its reports' descriptions. */
export function createReportsRouter<Reports extends AnyReports>(
  dependencies: ReportDependencies & ExportDependencies,
) {
  return bareRouter({
    report: reportRouter<Reports>(dependencies),
    export: exportRouter<Reports>(dependencies),
  })
}

/** Type of `coatcheck.router`: the procedures `report.…` and `export.…` for these descriptions. */
export type ReportsRouter<Reports extends AnyReports> = ReturnType<
  typeof createReportsRouter<Reports>
>
