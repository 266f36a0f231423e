import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

export type SqlValue = string | number | boolean | null

/** A DuckDB for work at the start: its errors are the driver's own, for the caller to explain. */
export interface DuckDbRunner {
  run(sql: string): Promise<void>
  /** All rows; 64-bit integers, dates and times are texts. For columns that are not nested. */
  rows(sql: string): Promise<SqlValue[][]>
  close(): Promise<void>
}

/** @param spillDirectory where a private directory for what does not fit into memory is made */
export async function openDuckDbRunner(spillDirectory: string): Promise<DuckDbRunner> {
  const spill = await mkdtemp(join(spillDirectory, 'coatcheck-duckdb-'))
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    temp_directory: spill,
  })
  const connection = await instance.connect()
  return {
    run: async (sql) => {
      await connection.run(sql)
    },
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson() as SqlValue[][],
    async close() {
      connection.closeSync()
      instance.closeSync()
      await rm(spill, { recursive: true, force: true })
    },
  }
}
