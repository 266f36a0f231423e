import { inLanguage, type Column, type ReportDescription } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import { quotedName } from '../database/sqlText.ts'
import type { Report } from './defineReport.ts'

interface Described {
  readonly description: Pick<ReportDescription, 'id' | 'columns'>
}

/** The columns with these ids, in that order; all of the report's when left out. */
export function columnsOf(
  report: Described,
  ids: readonly string[] | undefined,
  locale?: string,
): readonly Column[] {
  if (ids) return ids.map((id) => columnOf(report, id, locale))
  return report.description.columns.map((column) => inLanguage<Column>(column, locale))
}

/**
 * Column names in SQL come from the description, never from a request.
 *
 * @throws AppError `invalid-request` when the report has no such column.
 */
export function columnOf({ description }: Described, id: string, locale?: string): Column {
  const column = description.columns.find((column) => column.id === id)
  if (column) return inLanguage<Column>(column, locale)
  throw new AppError('invalid-request', `The report ${description.id} has no column ${id}.`)
}

/** SQL for what the column shows. */
export function shownSql({ shownAs }: Pick<Report, 'shownAs'>, column: Pick<Column, 'id'>): string {
  const shown: Readonly<Record<string, string | undefined>> = shownAs ?? {}
  return shown[column.id] ?? identifier(column)
}

/** The column's name as SQL has it. */
export function identifier({ id }: Pick<Column, 'id'>): string {
  return quotedName(id)
}
