import { afterAll, beforeAll, describe } from 'vitest'
import type { Database } from './database.ts'
import { describeCancellation } from './databaseCancellation.contract.ts'
import { describeResults } from './databaseResults.contract.ts'
import { describeValues } from './databaseValues.contract.ts'

/** The tests that every database has to pass, in SQL that DuckDB and Postgres both understand. */
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
