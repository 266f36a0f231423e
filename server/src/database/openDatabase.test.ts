import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openDatabase, type DatabaseOptions } from './openDatabase.ts'

/** As JavaScript can call it. */
const opened = (options: object) => openDatabase(options as DatabaseOptions)

test.each<[string, object, string]>([
  ['a misspelt option of Postgres', { engine: 'postgres', uri: '' }, 'has no option uri.'],
  [
    'a misspelt option of DuckDB',
    { engine: 'duckdb', memorylimit: '1GB' },
    'openDatabase for DuckDB has no option memorylimit. Did you mean memoryLimit?',
  ],
  [
    'another engine',
    { engine: 'mysql' },
    'openDatabase has no engine mysql. Use duckdb or postgres.',
  ],
  ['Postgres without an address', { engine: 'postgres' }, 'either url or pool'],
  [
    'Postgres with an address and a pool',
    { engine: 'postgres', url: 'postgres://db', pool: { options: { max: 1 } } },
    'either url or pool',
  ],
])('%s is refused', async (_what, options, message) => {
  await expect(opened(options)).rejects.toThrow(message)
})

test.each([
  ['as is best for exports', undefined, /^narenas:[1-9]\d*$/],
  ['as its administrator says', 'narenas:3', /^narenas:3$/],
])('DuckDB keeps its freed memory %s', async (_how, given, expected) => {
  vi.stubEnv('DUCKDB_JE_MALLOC_CONF', given)
  await (await opened({ engine: 'duckdb' })).close()
  expect(process.env.DUCKDB_JE_MALLOC_CONF).toMatch(expected)
  vi.unstubAllEnvs()
})

describe('a path that DuckDB cannot open is refused with what is wrong', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'open-test-'))
    await writeFile(join(folder, 'sales.csv'), 'id,total\n1,2\n')
    await writeFile(join(folder, 'empty.duckdb'), '')
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.each([
    ['missing.duckdb', 'there is no such file. It is opened read-only, not created.'],
    ['sales.csv', 'it is not a DuckDB database file. Open CSV and Parquet files as views instead.'],
    ['empty.duckdb', 'it is not a DuckDB database file.'],
    ['', 'it is a folder'],
  ])('%s', async (name, reason) => {
    const path = join(folder, name)
    await expect(opened({ engine: 'duckdb', path })).rejects.toThrow(
      `Cannot open ${path}: ${reason}`,
    )
  })
})
