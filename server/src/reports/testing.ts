import type { Viewer } from '@coatcheck/shared'
import { readRows, type Value } from '../database/readRows.ts'
import type { Database, Query } from '../database/database.ts'
import type { TableRequest } from './reportQueries.ts'

export const analyst: Viewer = { id: 'analyst', name: 'Analyst', scope: { kind: 'all' } }

export function viewerOf(...airports: string[]): Viewer {
  return { id: 'local', name: 'Local', scope: { kind: 'airports', airports } }
}

export const allFlights = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-07-02' },
} satisfies TableRequest

export const allStrikes = {
  report: 'bird-strikes',
  filters: { from: '1990-01-01', until: '2002-07-26' },
} satisfies TableRequest

/** The values of one row of a query that is written by hand, to compare with. */
export async function plainRow(database: Database, sql: string, count: number): Promise<Value[]> {
  const columnTypes: Query['columnTypes'] = Array.from({ length: count }, () => 'number')
  return (await readRows(database, { sql, values: [], columnTypes }))[0]!
}
