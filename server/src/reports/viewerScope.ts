import type { Viewer } from '@coatcheck/shared'
import { isRowsReport, type AnyReport } from './anyReport.ts'

/**
 * Which rows of a report this viewer may see, in words; empty if they may see some rows and the report
 * does not say which, undefined if they may see all of them. A report that yields its rows itself is
 * asked for its words only.
 */
export function viewerScope(
  report: AnyReport,
  { scope }: Viewer,
  locale?: string,
): string | undefined {
  const words = () => report.describeScope?.(scope, locale)
  if (isRowsReport(report)) return words()
  return report.restrict(scope).length === 0 ? undefined : (words() ?? '')
}
