import type { ColumnBatch } from '../src/columnBatch.ts'
import { demoTables } from '../src/demo/demoTables.ts'
import { openDuckDb } from '../src/database/duckdb/duckdb.ts'
import { loadTable } from '../src/database/postgres/postgresLoad.ts'

/**
 * Fills a Postgres with the demo's tables, but the first flights only: a matter of a second or two.
 *
 * @param flightsMax about so many flights
 */
export async function loadSomeDemoData(url: string, flightsMax: number): Promise<void> {
  const source = await openDuckDb()
  for (const table of demoTables(source)) {
    await loadTable(url, { ...table, batches: firstRows(table.batches, flightsMax) })
  }
  await source.close()
}

async function* firstRows(batches: AsyncIterable<ColumnBatch>, rowsMax: number) {
  let rows = 0
  for await (const batch of batches) {
    yield batch
    rows += batch.rowCount
    if (rows >= rowsMax) return
  }
}
