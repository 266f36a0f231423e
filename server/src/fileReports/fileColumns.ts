import { UnreadableData } from './unreadableData.ts'

/**
 * Columns of one file. With 8,192 a start took 61 s and a sorted export worked, on two busy cores;
 * near Excel's 16,384 DuckDB refuses to sort whole rows.
 */
export const fileColumnsMax = 8192

/** @throws UnreadableData when a file has more columns */
export function checkColumnCount(path: string, columnCount: number): void {
  if (columnCount <= fileColumnsMax) return
  const [count, max] = [columnCount, fileColumnsMax].map((number) => number.toLocaleString('en'))
  throw new UnreadableData(
    `${path} has ${count} columns; a report has at most ${max}. Leave some of them out.`,
  )
}
