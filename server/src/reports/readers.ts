import { isRowsReport, type AnyReport } from './anyReport.ts'
import { queryReaders } from './queryReaders.ts'
import type { ReportContext, ReportReaders } from './reportReaders.ts'
import { rowsReaders } from './rowsReaders.ts'

/**
 * The readers for one report and one viewer. Their promises reject with an AppError: `cancelled`,
 * or the failure of the source.
 */
export function readersOf(context: ReportContext<AnyReport>): ReportReaders {
  const { report } = context
  return isRowsReport(report)
    ? rowsReaders({ ...context, report })
    : queryReaders({ ...context, report })
}
