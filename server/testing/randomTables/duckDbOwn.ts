import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { OwnDatabase } from './ownTable.ts'

export interface OwnDuckDb extends OwnDatabase, AsyncDisposable {
  run(sql: string): Promise<void>
}

/** @param path of a database file; in memory when left out */
export async function openOwnDuckDb(path = ':memory:'): Promise<OwnDuckDb> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  return {
    run: async (sql) => {
      await connection.run(sql)
    },
    rows: (sql) => textRows(connection, sql),
    // The driver leaves out a byte order mark at the start of a text.
    texts: async (expressions, from) => {
      const marked = expressions.map((expression) => `'.' || ${expression}`)
      const rows = await textRows(connection, `SELECT ${marked.join(', ')} ${from}`)
      return rows.map((row) => row.map((text) => text?.slice(1) ?? null))
    },
    async [Symbol.asyncDispose]() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function textRows(connection: DuckDBConnection, sql: string) {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))))
}
