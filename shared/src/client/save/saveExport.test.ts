import { writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { plainApi } from '../../cli/testing/plainApi.ts'
import { fetchExport } from './fetchExport.ts'
import { saveExport, type SaveOptions } from './saveExport.ts'
import type { SaveProgress } from './saveProgress.ts'
import { exportId, fakeServer, file, fileSha256, type FakeServer } from './testing/fakeServer.ts'

const ready = { state: 'ready', sha256: fileSha256 } as const
const running = { state: 'running' } as const

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-save-'))
})
afterEach(() => rm(folder, { recursive: true }))

function save({ url }: FakeServer, options: Partial<SaveOptions> = {}) {
  const request = { report: 'flights', clientKey: 'of an older caller' }
  const target = join(folder, 'flights.csv')
  return saveExport(plainApi(url, 'token'), request as never, target, { url, ...options })
}

/** Which range each download after the first has to ask for: what is on the disk by then. */
function watched(server: FakeServer) {
  const resumedAt: (string | undefined)[] = []
  let received = 0
  return {
    resumedAt,
    onProgress({ bytesReceived }: SaveProgress) {
      resumedAt[server.ranges.length - 1] ??= `bytes=${received}-`
      received = bytesReceived
    },
  }
}

const isWhole = async () => (await readFile(join(folder, 'flights.csv'))).equals(file)

test('an export is prepared, picked up and downloaded, and each phase is reported', async () => {
  const states = [
    { state: 'queued', placeInLine: 2, waitS: 40 },
    { state: 'running', rowsWritten: 4 },
    ready,
  ] as const
  await using server = await fakeServer({ prepares: true, states })
  const seen: SaveProgress[] = []
  const result = await save(server, { onProgress: (progress) => seen.push(progress) })
  expect(result).toMatchObject({ exportId, sizeBytes: file.length, sha256: fileSha256 })
  expect(await isWhole()).toBe(true)
  expect(server.calls).toEqual(['limits', 'prepare', 'list', 'list', 'list', 'pickUp'])
  const common = { exportId, fileName: 'flights.csv', rowCount: 10 }
  const before = { ...common, bytesReceived: 0, totalBytes: null }
  expect(seen.slice(0, 2)).toEqual([
    { ...before, phase: 'queued', placeInLine: 2, waitS: 40 },
    { ...before, phase: 'preparing', rowsWritten: 4 },
  ])
  const sizes = { bytesReceived: file.length, totalBytes: file.length }
  expect(seen.at(-1)).toEqual({ ...common, ...sizes, phase: 'downloading' })
})

test('the key belongs to the ticket, not to the export', async () => {
  await using server = await fakeServer({ prepares: true })
  await save(server)
  expect(server.inputs.get('prepare')).toEqual({ report: 'flights' })
  const clientKey = expect.stringMatching(/^[\w-]{43}$/) as string
  expect(server.inputs.get('pickUp')).toEqual({ exportId, clientKey })
})

test('a download that breaks resumes at the exact byte', async () => {
  const cuts = [70_000, 1, 100_000]
  await using server = await fakeServer({ prepares: true, cutAfter: (count) => cuts[count] })
  const { onProgress, resumedAt } = watched(server)
  await save(server, { onProgress })
  expect(server.ranges).toEqual([undefined, ...resumedAt.slice(1)])
  expect(server.ranges).toHaveLength(4)
  expect(new Set(server.ranges).size).toBeGreaterThan(2)
  expect(await isWhole()).toBe(true)
})

test('an expired ticket is replaced in the middle of a download, which then resumes', async () => {
  await using server = await fakeServer({
    prepares: true,
    cutAfter: (count) => (count === 0 ? 70_000 : undefined),
    ticketGood: (count) => count !== 1,
  })
  const { onProgress, resumedAt } = watched(server)
  await save(server, { onProgress })
  const [, lost, renewed] = server.ranges
  expect([renewed, server.ranges.length]).toEqual([resumedAt[2], 3])
  expect([lost, lost]).toEqual([renewed, expect.stringMatching(/^bytes=[1-9]/)])
  expect(server.calls.filter((call) => call === 'pickUp')).toHaveLength(2)
  expect(await isWhole()).toBe(true)
})

test('a server that knows none of its tickets is not asked forever', async () => {
  await using server = await fakeServer({ prepares: true, ticketGood: () => false })
  await expect(save(server)).rejects.toMatchObject({ code: 'gone' })
  expect(server.calls.filter((call) => call === 'pickUp')).toHaveLength(4)
})

describe('temporary failures are survived', () => {
  test.each([
    ['a broken connection', 'cut'],
    ['a restart', { httpStatus: 503, appCode: 'draining' }],
    ['a busy server', { httpStatus: 429, appCode: 'too-many-queries' }],
  ] as const)('of a poll: %s', async (_what, fault) => {
    await using server = await fakeServer({
      prepares: true,
      states: [running, ready],
      fault: (name, count) => (name === 'list' && count === 1 ? fault : undefined),
    })
    await save(server)
    expect(await isWhole()).toBe(true)
  })

  test.each([
    ['a broken connection', 'cut'],
    ['a file that is said to be not ready', { httpStatus: 409, appCode: 'not-ready' }],
  ] as const)('of a pick-up: %s', async (_what, fault) => {
    await using server = await fakeServer({
      prepares: true,
      fault: (name, count) => (name === 'pickUp' && count === 0 ? fault : undefined),
    })
    await save(server)
    expect(await isWhole()).toBe(true)
  })

  test('of the start, if nothing was started', async () => {
    const draining = { httpStatus: 503, appCode: 'draining' }
    await using server = await fakeServer({
      prepares: true,
      fault: (name, count) => (name === 'prepare' && count === 0 ? draining : undefined),
    })
    await save(server)
    expect(server.calls.filter((call) => call === 'prepare')).toHaveLength(2)
  })

  test('but not for longer than the caller waits', async () => {
    await using server = await fakeServer({
      prepares: true,
      fault: (name) => (name === 'list' ? 'cut' : undefined),
    })
    const saving = save(server, { retryForMs: 200 })
    await expect(saving).rejects.toMatchObject({ code: 'connection-lost' })
    expect(server.calls.at(-1)).toBe('cancel')
    expect(await readdir(folder)).toEqual([])
  })
})

test.each([
  ['a connection that broke, because an export may have been started', 'cut', 'Cannot reach'],
  ['a full line', { httpStatus: 429, appCode: 'too-many-exports' }, 'The server refuses.'],
] as const)('the start is not repeated after %s', async (_what, fault, message) => {
  await using server = await fakeServer({
    prepares: true,
    fault: (name) => (name === 'prepare' ? fault : undefined),
  })
  await expect(save(server)).rejects.toThrow(message)
  expect(server.calls).toEqual(['limits', 'prepare'])
})

describe('a server that does not prepare is asked for a ticket', () => {
  const byTicket = ['limits', 'createTicket']

  test.each([[{ prepares: false }], [{}]])('as its limits %j say', async (options) => {
    await using server = await fakeServer(options)
    await save(server)
    expect(server.calls.slice(0, 2)).toEqual(byTicket)
    expect(await isWhole()).toBe(true)
  })

  test('or because it has no limits', async () => {
    const unknown = { httpStatus: 404, appCode: 'not-found' }
    await using server = await fakeServer({
      fault: (name) => (name === 'limits' ? unknown : undefined),
    })
    await save(server)
    expect(server.calls.slice(0, 2)).toEqual(byTicket)
  })
})

test.each([
  [{ state: 'failed', errorCode: 'spool-full' }, 'failed', 'no space left'],
  [{ state: 'failed', errorCode: 'worker-failed' }, 'failed', 'Export again.'],
  [{ state: 'failed', errorCode: 'client-gone' }, 'failed', 'reason is client-gone. Export again.'],
  [{ state: 'failed', errorCode: null }, 'failed', 'The export failed. Export again.'],
  [{ state: 'cancelled' }, 'gone', 'was cancelled. Export again.'],
  [{ state: 'expired' }, 'gone', 'no longer keeps the file. Export again.'],
] as const)('%j ends the wait, and the error says why', async (end, code, why) => {
  await using server = await fakeServer({ prepares: true, states: [running, end] })
  await expect(save(server)).rejects.toMatchObject({
    code,
    errorCode: 'errorCode' in end ? end.errorCode : null,
    message: expect.stringContaining(why) as string,
  })
  expect(await readdir(folder)).toEqual([])
})

describe('a file that is gone at the pick-up', () => {
  const fault = (name: string) =>
    name === 'pickUp' ? { httpStatus: 404, appCode: 'file-gone' } : undefined

  test.each([
    [[ready, { state: 'failed', errorCode: 'draining' }], 'failed'],
    [[ready], 'gone'],
  ] as const)('is explained by its state: %j', async (states, code) => {
    await using server = await fakeServer({ prepares: true, states, fault })
    await expect(save(server)).rejects.toMatchObject({ code })
  })
})

test('a file with another checksum is not saved', async () => {
  const states = [{ ...ready, sha256: '0'.repeat(64) }]
  await using server = await fakeServer({ prepares: true, states })
  await expect(save(server)).rejects.toMatchObject({ code: 'damaged' })
  expect(await readdir(folder)).toEqual([])
})

describe('an abort cancels the export', () => {
  test.each(['preparing', 'downloading'] as const)('while %s', async (phase) => {
    await using server = await fakeServer({ prepares: true, states: [running, ready] })
    const abort = new AbortController()
    const saving = save(server, {
      signal: abort.signal,
      onProgress(progress) {
        if (progress.phase === phase) abort.abort(new Error('changed my mind'))
      },
    })
    await expect(saving).rejects.toThrow('changed my mind')
    expect(server.inputs.get('cancel')).toEqual({ exportId })
    expect(await readdir(folder)).toEqual([])
  })

  test('that the server has started without a response yet', async () => {
    const abort = new AbortController()
    await using server = await fakeServer({
      prepares: true,
      fault(name) {
        if (name === 'prepare') abort.abort(new Error('changed my mind'))
        return undefined
      },
    })
    await expect(save(server, { signal: abort.signal })).rejects.toThrow('changed my mind')
    await expect.poll(() => server.inputs.get('cancel')).toEqual({ exportId })
  })
})

test('an unwritable folder is reported before the export is ready', async () => {
  await using server = await fakeServer({ prepares: true, states: [running] })
  const target = join(folder, 'missing/flights.csv')
  const saving = saveExport(plainApi(server.url, 'token'), {} as never, target, server)
  await expect(saving).rejects.toMatchObject({ code: 'cannot-write' })
  expect(server.calls).toEqual(['limits', 'prepare', 'cancel'])
})

describe('a file that exists and must not be replaced is reported before the export is ready', () => {
  test.each([
    ['a file', (target: string) => writeFile(target, 'the former one')],
    ['a link that leads nowhere', (target: string) => symlink('missing', target)],
  ])('%s', async (_what, create) => {
    await create(join(folder, 'flights.csv'))
    await using server = await fakeServer({ prepares: true, states: [running] })
    const saving = save(server, { overwrite: false })
    await expect(saving).rejects.toMatchObject({ code: 'file-exists', exportId: null })
    expect(server.calls).toEqual(['limits', 'prepare', 'cancel'])
    expect(await readdir(folder)).toEqual(['flights.csv'])
  })
})

describe('an export that is ready', () => {
  /** A file that appears at the target while the export is downloaded. */
  const appear = () => writeFileSync(join(folder, 'flights.csv'), 'another one')

  test('is left if only saving it failed, and can be fetched with the id of the error', async () => {
    await using server = await fakeServer({ prepares: true })
    const saving = save(server, { overwrite: false, onProgress: appear })
    await expect(saving).rejects.toMatchObject({ code: 'file-exists', exportId })
    expect(server.calls).not.toContain('cancel')
    await fetchExport(plainApi(server.url, 'token'), exportId, join(folder, 'flights.csv'), server)
    expect(await isWhole()).toBe(true)
  })

  test('is left if the connection is lost', async () => {
    await using server = await fakeServer({ prepares: true, cutAfter: () => 0 })
    const saving = save(server, { retryForMs: 200 })
    await expect(saving).rejects.toMatchObject({ code: 'connection-lost', exportId })
    expect(server.calls).not.toContain('cancel')
  })

  test('is cancelled if its file is damaged', async () => {
    const states = [{ ...ready, sha256: '0'.repeat(64) }]
    await using server = await fakeServer({ prepares: true, states })
    await expect(save(server)).rejects.toMatchObject({ code: 'damaged', exportId: null })
    expect(server.calls.at(-1)).toBe('cancel')
  })
})
