import { DuckDBInstance } from '@duckdb/node-api'

/** Writes a Parquet file with so many rows of the kinds that flights have. */
export async function flightsParquet(path: string, rowCount: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`
    COPY (
      SELECT
        i AS id,
        TIMESTAMP '2001-01-01' + INTERVAL (i) SECOND AS departed,
        ['SEA', 'ATL', 'ORD', 'LAX', 'JFK'][1 + i % 5] AS origin,
        hash(i) % 3000 AS distance,
        (hash(i + 1) % 600)::INTEGER - 60 AS delay
      FROM range(${rowCount}) AS numbers(i)
    ) TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}
