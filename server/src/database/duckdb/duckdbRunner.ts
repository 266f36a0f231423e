import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

export type SqlValue = string | number | boolean | null

/** A DuckDB for the start of the service. Errors are those of the driver; the caller explains them. */
export interface DuckDbRunner {
  run(sql: string): Promise<void>
  /** All rows, without nested columns; 64-bit integers, dates and times are texts. */
  rows(sql: string): Promise<SqlValue[][]>
  close(): Promise<void>
}

/** @param spillDirectory where to make a private directory for data that does not fit into memory */
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
