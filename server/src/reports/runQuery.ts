import type { Query } from '../database/database.ts'
import { pageResult, type PageResult } from './pageResult.ts'
import type { ReportContext } from './reportReaders.ts'

/** Runs a query that has few rows, when it is the viewer's turn, and returns its cells. */
export async function runQuery(
  query: Query,
  {
    database,
    signal,
    turns,
    viewer,
  }: Pick<ReportContext, 'database' | 'signal' | 'turns' | 'viewer'>,
  columns: Parameters<typeof pageResult>[1],
): Promise<PageResult> {
  const read = (ended: AbortSignal) => pageResult(database.stream(query, ended), columns)
  return turns.take(viewer.id, read, signal)
}
