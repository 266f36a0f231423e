import type {
  AnyReports,
  ChartsRequestInput,
  ExportRequestInput,
  OptionsRequest,
  PageRequestInput,
  RowsRequestInput,
  TicketRequestInput,
  ValuesRequestInput,
} from '@coatcheck/shared'
import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server'
import { exportRouter, type ExportDependencies } from './exportRouter.ts'
import { bareRouter } from './init.ts'
import { reportRouter, type ReportDependencies } from './reportRouter.ts'

function createAnyReportsRouter(dependencies: ReportDependencies & ExportDependencies) {
  return bareRouter({ report: reportRouter(dependencies), export: exportRouter(dependencies) })
}

type AnyReportsRouter = ReturnType<typeof createAnyReportsRouter>

type RootTypes = AnyReportsRouter['_def']['_config']['$types']
type Procedures = AnyReportsRouter['_def']['record']

/** The inputs that depend on the reports. */
interface InputsOf<Reports extends AnyReports> {
  readonly report: {
    readonly page: PageRequestInput<Reports>
    readonly summary: RowsRequestInput<Reports>
    readonly charts: ChartsRequestInput<Reports>
    readonly options: OptionsRequest<Reports>
    readonly values: ValuesRequestInput<Reports>
  }
  readonly export: {
    readonly createTicket: TicketRequestInput<Reports>
    readonly prepare: ExportRequestInput<Reports>
  }
}

type WithInput<Procedure, Input> =
  Procedure extends TRPCQueryProcedure<infer Definition>
    ? TRPCQueryProcedure<Replaced<Definition, { input: Input }>>
    : Procedure extends TRPCMutationProcedure<infer Definition>
      ? TRPCMutationProcedure<Replaced<Definition, { input: Input }>>
      : never

type Replaced<Type, By> = {
  [Key in keyof Type]: Key extends keyof By ? By[Key] : Type[Key]
}

type TypedProcedures<Part extends keyof Procedures, Inputs> = {
  [Name in keyof Procedures[Part]]: Name extends keyof Inputs
    ? WithInput<Procedures[Part][Name], Inputs[Name]>
    : Procedures[Part][Name]
}

/** Type of `coatcheck.router`: the procedures `report.…` and `export.…` for these descriptions. */
export type ReportsRouter<Reports extends AnyReports> = TRPCBuiltRouter<
  RootTypes,
  {
    report: TypedProcedures<'report', InputsOf<Reports>['report']>
    export: TypedProcedures<'export', InputsOf<Reports>['export']>
  }
>

/** What an app merges into its own router, typed for clients by its reports' descriptions. */
export function createReportsRouter<Reports extends AnyReports>(
  dependencies: ReportDependencies & ExportDependencies,
): ReportsRouter<Reports> {
  // The procedures check their input with the schemas of these reports.
  return createAnyReportsRouter(dependencies) as unknown as ReportsRouter<Reports>
}
