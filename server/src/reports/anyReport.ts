import type { AnyReports, ReportDescription, Viewer } from '@coatcheck/shared'
import type { Report } from './defineReport.ts'
import type { RowsReport } from './rowsReport.ts'

/** A report, whether a database selects its rows or it yields them itself. */
export type AnyReport = Report | RowsReport

/** The reports of an app, in the order in which the page lists them: at least one. */
export type ReportList = readonly [AnyReport, ...AnyReport[]]

export function isRowsReport(report: AnyReport): report is RowsReport {
  return 'rows' in report
}

type DescriptionOf<Kind> = Kind extends { readonly description: infer Description }
  ? Extract<Description, ReportDescription>
  : never

type ScopeOfReport<Kind> = Kind extends { restrict(scope: infer Scope): unknown }
  ? Scope
  : Kind extends { rows(...parameters: infer Parameters): unknown }
    ? Parameters extends [unknown, Viewer<infer Scope>, unknown]
      ? Scope
      : unknown
    : unknown

/** The descriptions of some reports, in their order. */
export type DescriptionsOf<Reports extends ReportList> = {
  [Index in keyof Reports]: DescriptionOf<Reports[Index]>
} extends infer Descriptions extends AnyReports
  ? Descriptions
  : never

// A parameter that has to suit every member of a union is their intersection.
type Taking<Kind> = Kind extends unknown ? (scope: ScopeOfReport<Kind>) => void : never

/** The type of scope that all of these reports understand. */
export type ScopeOf<Reports extends ReportList> =
  Taking<Reports[number]> extends (scope: infer Scope) => void ? Scope : never
