import { writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportId, fakeServer, type FakeServer } from '../client/save/testing/fakeServer.ts'
import { runExportCommand, runFetchCommand } from './exportCommand.ts'
import { plainApi } from './testing/plainApi.ts'

const request = { report: 'flights' }
const saving = { request, output: undefined, overwrite: false, detach: false, quiet: true }
const signal = new AbortController().signal
const former = process.cwd()

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-cli-'))
  process.chdir(folder)
})
afterEach(async () => {
  process.chdir(former)
  await rm(folder, { recursive: true })
})

const connectionTo = ({ url }: FakeServer) => ({ client: plainApi(url, 'token'), url, signal })
const exists = {
  code: 'file-exists',
  message: 'flights.csv already exists. Use --force to replace it.',
}

test('a file with the server’s name is noticed before anything is downloaded', async () => {
  await writeFile('flights.csv', 'the former one')
  await using server = await fakeServer({ prepares: true })
  const exported = runExportCommand(saving, connectionTo(server))
  await expect(exported).rejects.toMatchObject(exists)
  const fetched = runFetchCommand({ ...saving, exportId }, connectionTo(server))
  await expect(fetched).rejects.toMatchObject(exists)
  expect(server.ranges).toEqual([])
  expect(await readFile('flights.csv', 'utf8')).toBe('the former one')
  expect(await readdir('.')).toEqual(['flights.csv'])
})

test('--force replaces it', async () => {
  await writeFile('flights.csv', 'the former one')
  await using server = await fakeServer({ prepares: true })
  await runExportCommand({ ...saving, overwrite: true }, connectionTo(server))
  expect(await readdir('.')).toEqual(['flights.csv'])
})

test('a finished export is not cancelled if a file appeared while it was prepared', async () => {
  await using server = await fakeServer({
    prepares: true,
    fault(name) {
      if (name === 'pickUp') writeFileSync('flights.csv', 'another one')
      return undefined
    },
  })
  const exported = runExportCommand(saving, connectionTo(server))
  await expect(exported).rejects.toMatchObject({ ...exists, exportId })
  expect(server.calls).not.toContain('cancel')
})
