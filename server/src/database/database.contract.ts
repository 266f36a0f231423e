import { afterAll, beforeAll, describe } from 'vitest'
import type { Database } from './database.ts'
import { describeCancellation } from './databaseCancellation.contract.ts'
import { describeResults } from './databaseResults.contract.ts'
import { describeValues } from './databaseValues.contract.ts'

/** What every database promises. Its SQL is understood by DuckDB and Postgres alike. */
export function describeDatabase(name: string, open: () => Promise<Database>): void {
  describe(`${name}, as a database`, () => {
    let database: Database
    beforeAll(async () => {
      database = await open()
    })
    afterAll(() => database.close())

    describeValues(() => database)
    describeResults(() => database)
    describeCancellation(() => database)
  })
}
