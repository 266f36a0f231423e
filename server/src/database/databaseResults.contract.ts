import { describe, expect, test } from 'vitest'
import { textDictionaryEntriesMax, type TextDictionary } from '../columnBatch.ts'
import type { Database } from './database.ts'
import { dictionaryCharactersMax } from './textInterner.ts'
import { never, query, readRows, valueAt } from './testing/readRows.ts'

const series = (count: number) => `generate_series(1, ${count}) AS t(i)`

export function describeResults(database: () => Database): void {
  describe('results', () => {
    test('yields no batch for no rows', async () => {
      expect(await readRows(database(), query(`SELECT i FROM ${series(0)}`, ['integer']))).toEqual(
        [],
      )
    })

    test('yields every row in order, over many batches', async () => {
      const sql = `SELECT i, 'row ' || i, i / 2.0 FROM ${series(100_000)} ORDER BY i`
      const rows = await readRows(database(), query(sql, ['integer', 'text', 'number']))
      expect(rows).toHaveLength(100_000)
      const misplaced = rows.findIndex(
        ([id, text, half], index) =>
          id !== index + 1 || text !== `row ${index + 1}` || half !== (index + 1) / 2,
      )
      expect(misplaced).toBe(-1)
    })

    test('marks the nulls of each batch, and only those', async () => {
      const sql = `SELECT
          CASE WHEN i % 7 = 0 OR i > 50000 THEN NULL ELSE i END,
          CASE WHEN i % 11 = 0 THEN NULL ELSE 'text' END
        FROM ${series(60_000)} ORDER BY t.i`
      const rows = await readRows(database(), query(sql, ['integer', 'text']))
      const wrong = rows.findIndex(([number, text], index) => {
        const i = index + 1
        return (
          number !== (i % 7 === 0 || i > 50_000 ? null : i) ||
          text !== (i % 11 === 0 ? null : 'text')
        )
      })
      expect(wrong).toBe(-1)
    })

    test('only adds to a dictionary, and begins a new one before it is too big', async () => {
      // Each text comes three times: twice would be just too few for codes.
      const sql = `SELECT 'value ' || (i - i % 3), 'a text that is too long to be short ' || (i - i % 3)
        FROM ${series(200_000)} ORDER BY i`
      const firstTexts = new Map<TextDictionary, string>()
      let rowCount = 0
      for await (const batch of database().stream(query(sql, ['text', 'text']), never)) {
        for (const vector of batch.vectors) {
          if (vector.kind !== 'text') throw new Error('Expected codes.')
          const { values } = vector.dictionary
          expect(values.length).toBeLessThanOrEqual(textDictionaryEntriesMax)
          const firstText = firstTexts.get(vector.dictionary) ?? values[0]!
          expect(values[0]).toBe(firstText)
          firstTexts.set(vector.dictionary, firstText)
        }
        rowCount += batch.rowCount
      }
      expect(rowCount).toBe(200_000)
      expect(firstTexts.size).toBeGreaterThan(2)
    })

    test('turns to bytes where texts do not repeat, and back where they do', async () => {
      const text = 'CASE WHEN i < 30000 OR i > 120000 THEN i % 7 ELSE i END'
      const sql = `SELECT 'short ' || ${text}, 'a text that is too long to be short ' || ${text},
          CASE WHEN i % 3 = 0 THEN NULL ELSE 'é' || i END
        FROM ${series(220_000)} ORDER BY i`
      const kinds = new Set<string>()
      let [rowCount, wrong] = [0, 0]
      for await (const batch of database().stream(query(sql, ['text', 'text', 'text']), never)) {
        for (let row = 0; row < batch.rowCount; row += 1) {
          const i = rowCount + row + 1
          const value = i < 30_000 || i > 120_000 ? i % 7 : i
          const [short, long, nullable] = batch.vectors.map((vector) => valueAt(vector, row))
          const wanted = i % 3 === 0 ? null : `é${i}`
          const isRight =
            short === `short ${value}` &&
            long === `a text that is too long to be short ${value}` &&
            nullable === wanted
          if (!isRight) wrong += 1
        }
        const kind = batch.vectors[1]!.kind
        kinds.add(rowCount < 30_000 ? `first ${kind}` : rowCount > 200_000 ? `last ${kind}` : kind)
        rowCount += batch.rowCount
      }
      expect(wrong).toBe(0)
      expect([...kinds].toSorted()).toEqual(['bytes', 'first text', 'last text', 'text'])
    }, 60_000)

    test('keeps dictionaries small when long texts follow after many that repeat', async () => {
      const long = `repeat('long é ', 300) || i`
      const sql = `SELECT CASE WHEN i <= 40000 THEN 'short ' || i % 7 ELSE ${long} END,
          CASE WHEN i <= 40000 THEN 'short' ELSE repeat('often ', 400) || (i - i % 3) END
        FROM ${series(60_000)} ORDER BY i`
      const wantedOf = (i: number) =>
        i <= 40_000
          ? [`short ${i % 7}`, 'short']
          : [`${'long é '.repeat(300)}${i}`, `${'often '.repeat(400)}${i - (i % 3)}`]
      const dictionaries = new Set<TextDictionary>()
      let [rowCount, wrong] = [0, 0]
      for await (const batch of database().stream(query(sql, ['text', 'text']), never)) {
        for (let row = 0; row < batch.rowCount; row += 1) {
          const wanted = wantedOf(rowCount + row + 1)
          if (batch.vectors.some((vector, at) => valueAt(vector, row) !== wanted[at])) wrong += 1
        }
        for (const vector of batch.vectors) {
          if (vector.kind === 'text') dictionaries.add(vector.dictionary)
        }
        rowCount += batch.rowCount
      }
      expect([rowCount, wrong]).toEqual([60_000, 0])
      const characterCounts = [...dictionaries].map(({ values }) => values.join('').length)
      // What a full one has, and what a chunk adds to it.
      expect(Math.max(...characterCounts)).toBeLessThan(dictionaryCharactersMax() + 2048 * 2500)
    })

    test('keeps one dictionary entry for a text that repeats', async () => {
      const sql = `SELECT 'short ' || i % 5, 'a text that is too long to be short ' || i % 5
        FROM ${series(50_000)} ORDER BY i`
      for await (const batch of database().stream(query(sql, ['text', 'text']), never)) {
        for (const vector of batch.vectors) {
          if (vector.kind === 'text') expect(vector.dictionary.values).toHaveLength(5)
        }
      }
    })

    test('binds values of callers, which cannot become SQL', async () => {
      const hostile = `'; DROP TABLE t; -- " \\ $1 é`
      const sql = `SELECT CAST($1 AS TEXT), CAST($2 AS DOUBLE PRECISION), CAST($3 AS BIGINT),
        CAST($4 AS BOOLEAN), CAST($5 AS TEXT)`
      const rows = await readRows(
        database(),
        query(
          sql,
          ['text', 'number', 'integer', 'boolean', 'text'],
          [hostile, -0.25, 9_007_199_254_740_991, true, null],
        ),
      )
      expect(rows).toEqual([[hostile, -0.25, 9_007_199_254_740_991, 1, null]])
    })

    test('binds an array of texts with quotes and commas as one value', async () => {
      const texts = [`O'Hare`, 'a,b', '"quoted"', '{braces}', 'back\\slash', 'NULL', '']
      const sql = `SELECT i FROM ${series(3)} WHERE CAST($2 AS TEXT) = ANY(CAST($1 AS TEXT[])) ORDER BY i`
      for (const text of texts) {
        const rows = await readRows(database(), query(sql, ['integer'], [texts, text]))
        expect(rows).toEqual([[1], [2], [3]])
      }
      expect(await readRows(database(), query(sql, ['integer'], [texts, 'hare']))).toEqual([])
      expect(await readRows(database(), query(sql, ['integer'], [[], 'a,b']))).toEqual([])
    })

    test('runs one statement only', async () => {
      const sql = 'SELECT CAST($1 AS INTEGER); SELECT 2'
      await expect(readRows(database(), query(sql, ['integer'], [1]))).rejects.toMatchObject({
        code: 'database-failed',
      })
    })

    test('reports a mistake in the SQL, with the cause only for the log', async () => {
      const reading = readRows(database(), query('SELECT nowhere FROM nothing', ['integer']))
      const error = await reading.catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'database-failed' })
      expect((error as Error).message).not.toContain('nothing')
      expect(String((error as Error).cause)).toContain('nothing')
    })

    test('reports a number of columns other than described', async () => {
      await expect(readRows(database(), query('SELECT 1, 2', ['integer']))).rejects.toMatchObject({
        code: 'database-failed',
      })
    })

    test('reports a failure after many rows, and does not end as if complete', async () => {
      const sql = `SELECT CASE WHEN i = 900000 THEN CAST('x' || i AS INTEGER) ELSE i END
        FROM ${series(1_000_000)}`
      let rowCount = 0
      const reading = async () => {
        for await (const batch of database().stream(query(sql, ['integer']), never)) {
          rowCount += batch.rowCount
        }
      }
      await expect(reading()).rejects.toMatchObject({ code: 'database-failed' })
      expect(rowCount).toBeLessThan(1_000_000)
      expect(await readRows(database(), query('SELECT 1', ['integer']))).toEqual([[1]])
    })
  })
}
