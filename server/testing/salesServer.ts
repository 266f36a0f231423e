import { Client } from 'pg'
import { startPostgres, type PostgresServer } from './postgresServer.ts'

/** A Postgres with the table of docs/dataSources.md: `rowCount` rows for each of two shops. */
export async function startSales(rowCount: number): Promise<PostgresServer> {
  const server = await startPostgres()
  const client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query(
    `CREATE TABLE sales AS
     SELECT id, CASE id % 2 WHEN 0 THEN 'Graz' ELSE 'Linz' END AS shop,
       id / 4.0::double precision AS total,
       TIMESTAMPTZ '2026-01-01T00:00:00Z' + id * INTERVAL '1 minute' AS sold_at
     FROM generate_series(1, ${2 * rowCount}) AS ids(id)`,
  )
  await client.query('ALTER TABLE sales ADD PRIMARY KEY (id)')
  await client.query('ANALYZE sales')
  await client.end()
  return server
}
