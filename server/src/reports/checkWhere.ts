import type { WhereCondition } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import { isRowsReport, type AnyReport } from './anyReport.ts'

/** @throws AppError `invalid-request` for conditions on a report that filters its rows itself */
export function checkWhere(report: AnyReport, where: readonly WhereCondition[] = []): void {
  if (where.length === 0 || !isRowsReport(report)) return
  throw new AppError(
    'invalid-request',
    `The report ${report.description.id} filters its rows itself: leave where out.`,
  )
}
