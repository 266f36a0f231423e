import { describe, expect, test } from 'vitest'
import { collectAll } from '../collectGarbage.ts'
import { times } from '../../testing/soak.ts'
import type { ColumnBatch } from '../columnBatch.ts'
import type { Database } from './database.ts'
import { never, query, readRows } from './testing/readRows.ts'

/**
 * 10^9 rows, far more than any test reads. They are a product, because Postgres writes a whole series
 * to disk before it yields the first row.
 */
const endless = query(
  `SELECT a.i FROM generate_series(1, 1000) AS a(i)
   CROSS JOIN generate_series(1, 1000) AS b(i) CROSS JOIN generate_series(1, 1000) AS c(i)`,
  ['integer'],
)

/** Seconds of sorting before the first row. */
const longSort = query(
  `SELECT i FROM generate_series(1, 20000000) AS t(i) ORDER BY md5(CAST(i AS TEXT))`,
  ['integer'],
)

export function describeCancellation(database: () => Database): void {
  describe('cancellation', () => {
    test('runs nothing when the signal has already aborted', async () => {
      const reading = readRows(database(), endless, AbortSignal.abort())
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    })

    test('stops between batches', async () => {
      const abort = new AbortController()
      const batches = database().stream(endless, abort.signal)
      await batches.next()
      abort.abort()
      await expect(batches.next()).rejects.toMatchObject({ code: 'cancelled' })
      expect(await batches.next()).toEqual({ done: true, value: undefined })
    })

    test.each([0, 1, 20, 300])('stops a long sort %i ms into it, promptly', async (afterMs) => {
      const abort = new AbortController()
      const reading = readRows(database(), longSort, abort.signal)
      let abortedAt = 0
      setTimeout(() => {
        abortedAt = performance.now()
        abort.abort(new Error('left'))
      }, afterMs)
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
      expect(performance.now() - abortedAt).toBeLessThan(500)
    })

    test('closes everything when its consumer stops early', async () => {
      const startedAt = performance.now()
      for await (const batch of database().stream(endless, never)) {
        expect(batch.rowCount).toBeGreaterThan(0)
        break
      }
      expect(performance.now() - startedAt).toBeLessThan(5_000)
    })

    test('yields the first rows of a scan without waiting for the last', async () => {
      const batches = database().stream(endless, never)
      const first = await batches.next()
      expect((first.value as ColumnBatch).rowCount).toBeGreaterThan(0)
      await batches.return()
    })

    test('runs two streams side by side, neither waiting for the other', async () => {
      const slow = database().stream(endless, never)
      const other = database().stream(endless, never)
      for (let round = 0; round < 10; round += 1) {
        expect((await slow.next()).done).toBe(false)
        expect((await other.next()).done).toBe(false)
        expect(await readRows(database(), query('SELECT 1', ['integer']))).toEqual([[1]])
      }
      await Promise.all([slow.return(), other.return()])
    })

    test('leaks nothing over hundreds of streams, however they end', async () => {
      const count = times(40, 600)
      const residentAfterMore = async () => {
        for (let index = 0; index < count; index += 1) await endSomehow(database(), index)
        collectAll()
        return process.memoryUsage.rss()
      }
      // Garbage that is not yet collected may grow for a while; a leak grows in every round.
      const bytesMax = count * 250_000
      let before = await residentAfterMore()
      let growth = Infinity
      for (let round = 0; round < 8 && growth >= bytesMax; round += 1) {
        const after = await residentAfterMore()
        growth = after - before
        before = after
      }
      expect(growth).toBeLessThan(bytesMax)
    }, 120_000)
  })
}

async function endSomehow(database: Database, index: number): Promise<void> {
  const abort = new AbortController()
  const batches = database.stream(index % 4 === 3 ? query('SELECT', []) : endless, abort.signal)
  if (index % 4 === 3) await batches.next().catch(() => {})
  else await batches.next()
  if (index % 4 === 0) await batches.return()
  if (index % 4 === 1) abort.abort()
  if (index % 4 === 2) await batches.throw(new Error('stop')).catch(() => {})
  await batches.next().catch(() => {})
}
