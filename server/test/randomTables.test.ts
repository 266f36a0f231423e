import { describe, expect, test } from 'vitest'
import { noLibreOffice } from '../testing/libreOffice.ts'
import { noPostgres } from '../testing/postgresServer.ts'
import { duckDbTables } from '../testing/randomTables/duckDbTables.ts'
import type { FileForm } from '../testing/randomTables/exportedFiles.ts'
import { parquetTables } from '../testing/randomTables/parquetTables.ts'
import { postgresTables } from '../testing/randomTables/postgresTables.ts'
import { python } from '../testing/randomTables/readCsvFiles.ts'
import { wrongExports } from '../testing/randomTables/wrongExports.ts'
import { hasOpenpyxl } from '../src/formats/testing/readWithOpenpyxl.ts'
import { skipReason } from '../testing/skipReason.ts'
import { isSoak, times } from '../testing/soak.ts'

// Random tables of every type, exported in each form, sorted by each column and filtered by each
// filter (the short form: in one direction): the rows are those that the database's own driver gives, in readers that are not ours.

/** `TABLES=300 TABLES_SEED=7` are other tables, or more of them. */
const tableCount = Number(process.env.TABLES ?? times(9, 2000))
const firstSeed = Number(process.env.TABLES_SEED ?? 1)
/** As many tables as an external program reads in one process. */
const batchSize = 100

const sources = {
  parquet: { share: 0.4, tablesOf: parquetTables, isMissing: false },
  duckdb: { share: 0.3, tablesOf: duckDbTables, isMissing: false },
  postgres: { share: 0.3, tablesOf: postgresTables, isMissing: Boolean(noPostgres) },
}

/** Its start takes some seconds; in `npm test` other tests have it read workbooks. */
const libreOfficeForms: Readonly<Record<keyof typeof sources, readonly FileForm[]>> = isSoak
  ? {
      parquet: ['xlsx', 'german', 'american'],
      duckdb: ['xlsx', 'german', 'american'],
      postgres: ['xlsx', 'german', 'american'],
    }
  : { parquet: [], duckdb: [], postgres: [] }

const hasReaders = {
  openpyxl: skipReason('python3-openpyxl', hasOpenpyxl()) === undefined,
  python: skipReason('python3', python !== undefined) === undefined,
  libreOffice: noLibreOffice() === undefined,
}

describe.each(Object.keys(sources) as (keyof typeof sources)[])('%s:', (name) => {
  const { share, tablesOf, isMissing } = sources[name]
  const count = Math.ceil(tableCount * share)
  test.skipIf(isMissing)(
    `${count} random tables are exported as the database has them`,
    { timeout: 7_200_000 },
    async () => {
      const wrong: string[] = []
      for (let start = 0; start < count && wrong.length === 0; start += batchSize) {
        const seeds = Array.from(
          { length: Math.min(batchSize, count - start) },
          (_, index) => firstSeed + start + index,
        )
        await using made = await tablesOf(seeds, { columnsMax: isSoak ? 9 : 4 })
        if (isSoak) process.stderr.write(`${name}: tables from ${start}\n`)
        wrong.push(
          ...(await wrongExports(made.tables, {
            hasReaders,
            libreOfficeForms: libreOfficeForms[name],
            isSortedBothWays: isSoak,
          })),
        )
      }
      expect(wrong.slice(0, 20)).toEqual([])
    },
  )
})
