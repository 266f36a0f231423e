import { appendFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRows } from '../database/testing/readRows.ts'
import { openDuckDb } from '../database/duckdb/duckdb.ts'
import type { Database } from '../database/database.ts'
import { inspectData } from './inspectData.ts'
import { openDataFolder, type DataFolder } from './testing/dataFolder.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

async function writeParquet(name: string, sql: string): Promise<string> {
  const path = join(folder.path, name)
  await folder.workspace.database.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`)
  return path
}

const changes: [string, (path: string) => Promise<unknown>][] = [
  ['is deleted', (path) => rm(path)],
  [
    'is replaced',
    async (path) => rename(await writeParquet('other.parquet', 'SELECT 2 AS n'), path),
  ],
  ['is written to', (path) => appendFile(path, 'x')],
]

async function openViews(materialise = false) {
  const paths = [
    await writeParquet('data.parquet', 'SELECT 1 AS n'),
    await writeParquet('kept.parquet', 'SELECT 3 AS n'),
  ]
  const { tables } = await inspectData(paths, folder.workspace)
  const open = () => openDuckDb({ views: tables.map(({ view }) => view), materialise })
  return { path: paths[0]!, open }
}

const rowsOf = (database: Database, view: string) =>
  readRows(database, { sql: `SELECT n FROM "${view}"`, values: [], columnTypes: ['integer'] })

const changed = { code: 'data-changed' }

describe.each(changes)('a Parquet file that %s', (_, change) => {
  test('fails the next query, without its path; other files can be read', async () => {
    const { path, open } = await openViews()
    const database = await open()
    expect(await rowsOf(database, 'data')).toEqual([[1]])
    await change(path)
    const failure = rowsOf(database, 'data')
    await expect(failure).rejects.toMatchObject(changed)
    await expect(failure).rejects.toThrow(/is gone, or has changed since the service started/)
    await expect(failure).rejects.not.toThrow(folder.path)
    expect(await rowsOf(database, 'kept')).toEqual([[3]])
    await database.close()
  })

  test('fails the queries of a thread that starts later', async () => {
    const { path, open } = await openViews()
    await change(path)
    const database = await open()
    await expect(rowsOf(database, 'data')).rejects.toMatchObject(changed)
    expect(await rowsOf(database, 'kept')).toEqual([[3]])
    await database.close()
  })

  test('does not matter to a copy in memory', async () => {
    const { path, open } = await openViews(true)
    const database = await open()
    await change(path)
    expect(await rowsOf(database, 'data')).toEqual([[1]])
    await database.close()
  })
})

test('a file that changes while it is read fails the query at its end', async () => {
  const path = await writeParquet('long.parquet', 'SELECT i AS n FROM range(600000) t(i)')
  const { tables } = await inspectData([path], folder.workspace)
  const database = await openDuckDb({ views: tables.map(({ view }) => view) })
  const query = { sql: 'SELECT n FROM "long"', values: [], columnTypes: ['integer'] } as const
  const reading = async () => {
    const batches = database.stream(query, new AbortController().signal)
    await batches.next()
    await rename(await writeParquet('other.parquet', 'SELECT 2 AS n'), path)
    while (!(await batches.next()).done);
  }
  await expect(reading()).rejects.toMatchObject(changed)
  await database.close()
})
