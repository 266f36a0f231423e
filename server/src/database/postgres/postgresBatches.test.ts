import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noPostgres, startPostgres, type PostgresServer } from '../../../testing/postgresServer.ts'
import { never, query, valueAt } from '../testing/readRows.ts'
import { openPostgres } from './postgres.ts'

describe.skipIf(noPostgres)('batches of Postgres', { timeout: 30_000 }, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  }, 30_000)
  afterAll(() => server[Symbol.asyncDispose]())

  const rowCount = 60_000
  /** Every so many rows, a text is longer than all that is read ahead. */
  const longEvery = 20_000
  const sql = `SELECT i, md5(i::text) || repeat(md5((-i)::text), CASE i % ${longEvery}
      WHEN 0 THEN 60000 ELSE i % 7 END), (ARRAY['one', 'two', NULL])[1 + i % 3]
    FROM generate_series(1, ${rowCount}) AS r(i)`

  const md5 = (number: number) => createHash('md5').update(String(number)).digest('hex')
  const rowOf = (i: number) => [
    i,
    md5(i) + md5(-i).repeat(i % longEvery === 0 ? 60_000 : i % 7),
    ['one', 'two', null][i % 3],
  ]

  test.each(['its own pool', 'the pool of an app'])(
    'stay as they are while more rows arrive, through %s',
    async (name) => {
      const pool = new Pool({ connectionString: server.url })
      const database = openPostgres(name === 'its own pool' ? { url: server.url } : { pool })
      let i = 0
      for await (const batch of database.stream(query(sql, ['integer', 'text', 'text']), never)) {
        // Time for more than a batch to arrive.
        await sleep(2)
        for (let row = 0; row < batch.rowCount; row += 1) {
          i += 1
          const found = batch.vectors.map((vector) => valueAt(vector, row))
          const expected = rowOf(i)
          // Vitest's own comparison of each row would take most of the time.
          if (found.some((value, column) => value !== expected[column])) {
            expect(found).toEqual(expected)
          }
        }
      }
      expect(i).toBe(rowCount)
      await database.close()
      await pool.end()
    },
  )
})
