import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainApi } from '../../cli/testing/plainApi.ts'
import { fetchExport } from './fetchExport.ts'
import type { SaveOptions } from './saveExport.ts'
import { exportId, fakeServer, file, fileSha256, type FakeServer } from './testing/fakeServer.ts'

const ready = { state: 'ready', sha256: fileSha256 } as const

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-fetch-'))
})
afterEach(() => rm(folder, { recursive: true }))

function fetchWith({ url }: FakeServer, options: Partial<SaveOptions> = {}, id = exportId) {
  const target = (name: string) => join(folder, name)
  return fetchExport(plainApi(url, 'token'), id, target, { url, ...options })
}

test('an export is fetched once it is ready, under the server’s name', async () => {
  const states = [{ state: 'queued' }, { state: 'running' }, ready] as const
  await using server = await fakeServer({ prepares: true, states })
  expect(await fetchWith(server)).toMatchObject({ exportId, rowCount: 10, sha256: fileSha256 })
  expect((await readFile(join(folder, 'flights.csv'))).equals(file)).toBe(true)
  expect(server.calls).toEqual(['limits', 'list', 'list', 'list', 'pickUp'])
})

test('a delivered one is fetched again, twice at once', async () => {
  const states = [{ ...ready, state: 'delivered' }] as const
  await using server = await fakeServer({ prepares: true, states })
  await Promise.all([fetchWith(server), fetchWith(server)])
  expect(await readdir(folder)).toEqual(['flights.csv'])
})

test.each([
  ['0b1f7f4e-7a53-4f0e-9a3c-000000000000', 'no export 0b1f7f4e'],
  ['../../x', 'no export ../../x'],
])('an unknown id is said to be unknown: %s', async (id, message) => {
  await using server = await fakeServer({ prepares: true })
  await expect(fetchWith(server, {}, id)).rejects.toMatchObject({
    code: 'gone',
    message: expect.stringContaining(message) as string,
  })
})

test('no file is written for a name with a path', async () => {
  const states = [{ ...ready, fileName: '../x.csv' }]
  await using server = await fakeServer({ prepares: true, states })
  await expect(fetchWith(server)).rejects.toMatchObject({ code: 'refused' })
  expect(await readdir(folder)).toEqual([])
})

test('a server that does not prepare has nothing to fetch', async () => {
  await using server = await fakeServer({ prepares: false })
  await expect(fetchWith(server)).rejects.toMatchObject({ code: 'refused' })
})

test('neither an abort nor a failure cancels the export', async () => {
  await using server = await fakeServer({ prepares: true, states: [{ state: 'running' }, ready] })
  const abort = new AbortController()
  const aborted = fetchWith(server, {
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('changed my mind')),
  })
  await expect(aborted).rejects.toThrow('changed my mind')
  const unwritable = join(folder, 'missing/x.csv')
  const api = plainApi(server.url, 'token')
  const failed = fetchExport(api, exportId, unwritable, server)
  await expect(failed).rejects.toMatchObject({ code: 'cannot-write' })
  expect(server.calls).not.toContain('cancel')
  expect(await readdir(folder)).toEqual([])
})
