import { Client } from 'pg'
import { openPostgres } from '../../src/database/postgres/postgres.ts'
import { Random } from '../../src/formats/testing/random.ts'
import { startPostgres } from '../postgresServer.ts'
import { describedTable } from './describedTable.ts'
import type { OwnDatabase, OwnTable, OwnTables, TableSize } from './ownTable.ts'
import { postgresKinds, postgresTypesSql } from './postgresKinds.ts'
import { randomSqlTable, rowsSql } from './randomSqlTable.ts'

/** The settings that docs/valueTypes.md calls fixed. */
const settings = [
  ...["TimeZone TO 'UTC'", "DateStyle TO 'ISO, MDY'", "IntervalStyle TO 'postgres'"],
  ...["bytea_output TO 'hex'", 'extra_float_digits TO 1'],
]

/** Described reports of tables in a Postgres whose own settings differ from those of a report. */
export async function postgresTables(
  seeds: readonly number[],
  size: TableSize,
): Promise<OwnTables> {
  const server = await startPostgres()
  const client = new Client({ connectionString: server.url })
  await client.connect()
  const asTexts = { getTypeParser: () => (text: string) => text }
  const rows = async (text: string) =>
    (await client.query<(string | null)[]>({ text, rowMode: 'array', types: asTexts })).rows
  const own: OwnDatabase = {
    rows,
    texts: (expressions, from) => rows(`SELECT ${expressions.join(', ')} ${from}`),
  }
  for (const setting of settings) await client.query(`SET ${setting}`)
  for (const statement of [...postgresTypesSql, ...otherDefaults]) await client.query(statement)
  const database = openPostgres({ url: server.url, connectionsMax: 2, statementMsMax: 60_000 })
  const tables: OwnTable[] = []
  for (const seed of seeds) {
    const table = randomSqlTable(new Random(seed), { ...size, kinds: postgresKinds })
    await client.query(`CREATE TABLE "postgres-${seed}" AS ${rowsSql(table)}`)
    const name = `postgres ${seed}`
    const options = { name, random: new Random(seed), own, database, ownText, ownBound }
    tables.push(await describedTable(table, options))
  }
  return {
    tables,
    async [Symbol.asyncDispose]() {
      await database.close()
      await client.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** Of every later connection. */
const otherDefaults = [
  `ALTER ROLE tester SET DateStyle TO 'SQL, DMY'`,
  `ALTER ROLE tester SET IntervalStyle TO 'iso_8601'`,
  `ALTER ROLE tester SET TimeZone TO 'Asia/Kathmandu'`,
  `ALTER ROLE tester SET bytea_output TO 'escape'`,
  `ALTER ROLE tester SET extra_float_digits TO 0`,
]

/** The driver has a text of every value. */
function ownText(column: string): string {
  return column
}

/** A parameter has the type of the column. */
function ownBound(bound: number): string {
  return `'${bound}'`
}
