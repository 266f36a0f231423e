import type { AnyReports, ReportDescription, Viewer } from '@coatcheck/shared'
import type { Report } from './defineReport.ts'
import type { RowsReport } from './rowsReport.ts'

/** A report with its rows, wherever they come from. */
export type AnyReport = Report | RowsReport

export type ReportList = readonly [AnyReport, ...AnyReport[]]

export function isRowsReport(report: AnyReport): report is RowsReport {
  return 'rows' in report
}

type DescriptionOf<Each> = Each extends { readonly description: infer Description }
  ? Extract<Description, ReportDescription>
  : never

type ScopeOfReport<Each> = Each extends { restrict(scope: infer Scope): unknown }
  ? Scope
  : Each extends { rows(...asked: infer Asked): unknown }
    ? Asked extends [unknown, Viewer<infer Scope>, unknown]
      ? Scope
      : unknown
    : unknown

/** What the reports' descriptions say to clients. */
export type DescriptionsOf<Reports extends ReportList> = {
  [Index in keyof Reports]: DescriptionOf<Reports[Index]>
} extends infer Descriptions extends AnyReports
  ? Descriptions
  : never

// A parameter that has to suit every member of a union is their intersection.
type Taking<Each> = Each extends unknown ? (scope: ScopeOfReport<Each>) => void : never

/** What a viewer's scope has to be, so that all of these reports understand it. */
export type ScopeOf<Reports extends ReportList> =
  Taking<Reports[number]> extends (scope: infer Scope) => void ? Scope : never
