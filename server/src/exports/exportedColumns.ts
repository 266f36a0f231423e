import { reports, type Column, type ExportRequest } from '@coatcheck/shared'

/** The columns of an export in the order of the file: those asked for, or all of the report's. */
export function exportedColumns(request: ExportRequest): readonly Column[] {
  const description = reports.find((report) => report.id === request.report)
  const all: readonly Column[] = description?.columns ?? []
  if (!request.columns) return all
  const byId = new Map(all.map((column) => [column.id, column]))
  return request.columns.flatMap((id) => byId.get(id) ?? [])
}
