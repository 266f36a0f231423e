import { join } from 'node:path'
import { openDuckDb } from '../../src/database/duckdb/duckdb.ts'
import { Random } from '../../src/formats/testing/random.ts'
import { temporaryFolder } from '../temporaryFolder.ts'
import { describedTable } from './describedTable.ts'
import { duckDbKinds } from './duckDbKinds.ts'
import { openOwnDuckDb } from './duckDbOwn.ts'
import type { OwnTable, OwnTables, TableSize } from './ownTable.ts'
import { randomSqlTable, rowsSql, type SqlTable } from './randomSqlTable.ts'

/** Described reports of tables in a database file of DuckDB. */
export async function duckDbTables(seeds: readonly number[], size: TableSize): Promise<OwnTables> {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'tables.duckdb')
  const written: SqlTable[] = []
  {
    await using writer = await openOwnDuckDb(path)
    for (const seed of seeds) {
      const table = randomSqlTable(new Random(seed), { ...size, kinds: duckDbKinds })
      await writer.run(`CREATE TABLE "duckdb-${seed}" AS ${rowsSql(table)}`)
      written.push(table)
    }
  }
  const database = await openDuckDb({ path })
  const own = await openOwnDuckDb()
  await own.run(`ATTACH '${path}' AS written (READ_ONLY)`)
  await own.run('USE written')
  const tables: OwnTable[] = []
  for (const [index, seed] of seeds.entries()) {
    const random = new Random(seed)
    const options = { name: `duckdb ${seed}`, random, own, database, ownText, ownBound }
    tables.push(await describedTable(written[index]!, options))
  }
  return {
    tables,
    async [Symbol.asyncDispose]() {
      await database.close()
      await own[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

function ownText(column: string): string {
  return `CAST(${column} AS VARCHAR)`
}

function ownBound(bound: number): string {
  return Number.isSafeInteger(bound) ? String(bound) : `CAST('${bound}' AS DOUBLE)`
}
