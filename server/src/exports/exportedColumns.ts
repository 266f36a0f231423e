import type { Column, ExportRequest, ReportDescription } from '@coatcheck/shared'

/** The columns of an export in the order of the file: those asked for, or all of the report's. */
export function exportedColumns(
  { columns: all }: ReportDescription,
  request: ExportRequest,
): readonly Column[] {
  if (!request.columns) return all
  const byId = new Map(all.map((column) => [column.id, column]))
  return request.columns.flatMap((id) => byId.get(id) ?? [])
}
