import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fetchExport, receiveExport, saveExport, type SaveProgress } from '@coatcheck/shared/client'
import { beforeAll, expect, test } from 'vitest'
import { allFlights, apiClient, oneDay, signIn, type Session } from '../../testing/api.ts'
import { auditOf, sha256InAudit } from '../../testing/auditOf.ts'
import { cuttingProxy } from '../../testing/cuttingProxy.ts'
import { sha256Of } from '../../testing/pageDownload.ts'
import { patientServer, sharedServer } from '../../testing/sharedServer.ts'
import { longTest } from '../../testing/soak.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer, type RunningServer } from '../../testing/testServer.ts'

let server: RunningServer
let analyst: Session

beforeAll(async () => {
  server = await sharedServer(patientServer)
  analyst = await signIn(server.url, 'analyst')
})

test('an export is saved whole, under its name only when it is', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'flights.xlsx')
  const seen: SaveProgress[] = []
  const during: string[][] = []
  const saved = await saveExport(analyst.api, oneDay, file, {
    url: server.url,
    onProgress(progress) {
      seen.push(progress)
      if (seen.length === 1) void readdir(folder.path).then((names) => during.push(names))
    },
  })
  expect(saved).toMatchObject({ fileName: 'flights_2001-03-05.xlsx' })
  expect(saved.sha256).toBe(await sha256Of(file))
  expect(saved.sha256).toBe(await sha256InAudit(server.folder, saved.exportId))
  expect(seen.at(-1)).toMatchObject({
    phase: 'downloading',
    bytesReceived: saved.sizeBytes,
    totalBytes: saved.sizeBytes,
    rowCount: saved.rowCount,
  })
  expect(during).toEqual([[expect.stringContaining('.part-')]])
  expect(await readdir(folder.path)).toEqual(['flights.xlsx'])
})

test('a line that breaks is resumed from where it broke', async () => {
  await using folder = await temporaryFolder()
  const cuts = [100_000, 1, 250_000]
  await using proxy = await cuttingProxy(server.url, (count) => cuts[count])
  const file = join(folder.path, 'flights.xlsx')
  const { api } = await signIn(proxy.url, 'analyst')
  const positions: number[] = []
  const saved = await saveExport(api, oneDay, file, {
    url: proxy.url,
    onProgress: ({ bytesReceived }) => positions.push(bytesReceived),
  })
  expect(proxy.downloadCount).toBe(4)
  expect(positions).toEqual(positions.toSorted((one, other) => one - other))
  expect(await sha256Of(file)).toBe(await sha256InAudit(server.folder, saved.exportId))
})

longTest('a file of any size has a length from its first byte, and resumes exactly', async () => {
  await using hasty = await startServer({ EXPORT_GRACE_MS: '0' })
  await using folder = await temporaryFolder()
  await using proxy = await cuttingProxy(hasty.url, (count) => (count < 2 ? 200_000 : undefined))
  const file = join(folder.path, 'flights.xlsx')
  const { api } = await signIn(proxy.url, 'analyst')
  const seen: SaveProgress[] = []
  const saved = await saveExport(api, allFlights, file, {
    url: proxy.url,
    onProgress: (progress) => seen.push(progress),
  })
  expect(proxy.downloadCount).toBe(3)
  expect(saved.rowCount).toBe(3_000_000)
  expect(seen.some(({ phase }) => phase === 'preparing')).toBe(true)
  const downloading = seen.filter(({ phase }) => phase === 'downloading')
  expect(new Set(downloading.map(({ totalBytes }) => totalBytes))).toEqual(
    new Set([saved.sizeBytes]),
  )
  const received = downloading.map(({ bytesReceived }) => bytesReceived)
  expect(received).toEqual(received.toSorted((one, other) => one - other))
  expect(await sha256Of(file)).toBe(await sha256InAudit(hasty.folder, saved.exportId))
})

longTest('without preparing, a file of unknown length is begun again', async () => {
  await using hasty = await startServer({ EXPORT_GRACE_MS: '0' })
  await using folder = await temporaryFolder()
  await using proxy = await cuttingProxy(hasty.url, (count) => (count < 2 ? 200_000 : undefined))
  const file = join(folder.path, 'flights.xlsx')
  const { createTicket, list, cancel } = (await signIn(proxy.url, 'analyst')).api.export
  const older = { export: { createTicket, list, cancel } }
  const saved = await saveExport(older, allFlights, file, { url: proxy.url })
  expect(proxy.downloadCount).toBe(3)
  expect(saved.rowCount).toBe(3_000_000)
  expect(await sha256Of(file)).toBe(await sha256InAudit(hasty.folder, saved.exportId))
})

test('an export that one client started is fetched by another, after an abort too', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'flights.xlsx')
  const { exportId } = await analyst.api.export.prepare.mutate(oneDay)
  const { api } = await signIn(server.url, 'analyst')
  const { url } = server
  const signal = AbortSignal.abort(new Error('changed my mind'))
  const aborted = fetchExport(api, exportId, file, { url, signal })
  await expect(aborted).rejects.toThrow('changed my mind')
  const saved = await fetchExport(api, exportId, file, { url })
  expect(saved.sha256).toBe(await sha256Of(file))
  expect(saved.sha256).toBe(await sha256InAudit(server.folder, exportId))
})

test('an export is fetched neither by another viewer, nor once it is deleted', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'flights.xlsx')
  const { url } = server
  const { exportId } = await analyst.api.export.prepare.mutate(oneDay)
  const { api } = await signIn(url, 'seattle')
  await expect(fetchExport(api, exportId, file, { url })).rejects.toMatchObject({ code: 'gone' })
  await fetchExport(analyst.api, exportId, file, { url })
  await analyst.api.export.cancel.mutate({ exportId })
  const deleted = fetchExport(analyst.api, exportId, join(folder.path, 'again.xlsx'), { url })
  await expect(deleted).rejects.toMatchObject({ code: 'gone' })
  expect(await readdir(folder.path)).toEqual(['flights.xlsx'])
})

test('giving up cancels the export and leaves nothing behind', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'flights.xlsx')
  await writeFile(file, 'the former one')
  const abort = new AbortController()
  let exportId = ''
  const saving = saveExport(analyst.api, allFlights, file, {
    url: server.url,
    signal: abort.signal,
    onProgress(progress) {
      exportId = progress.exportId
      abort.abort(new Error('changed my mind'))
    },
  })
  await expect(saving).rejects.toThrow('changed my mind')
  expect(await readdir(folder.path)).toEqual(['flights.xlsx'])
  expect(await readFile(file, 'utf8')).toBe('the former one')
  await expect
    .poll(async () => (await analyst.api.export.list.query()).find((e) => e.exportId === exportId))
    .toMatchObject({ state: 'cancelled' })
})

test('a server that is gone for good is told of, and nothing is left behind', async () => {
  await using folder = await temporaryFolder()
  const dying = await startServer({ EXPORT_GRACE_MS: '0' })
  const { api } = await signIn(dying.url, 'analyst')
  let killed = false
  const saving = saveExport(api, allFlights, join(folder.path, 'flights.xlsx'), {
    url: dying.url,
    retryForMs: 1_000,
    onProgress() {
      if (!killed) void dying.kill()
      killed = true
    },
  })
  await expect(saving).rejects.toMatchObject({ code: 'connection-lost' })
  expect(await readdir(folder.path)).toEqual([])
})

test('a file that is there is replaced, or kept where that is asked for', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'flights.xlsx')
  await writeFile(file, 'the former one')
  const keeping = saveExport(analyst.api, oneDay, file, { url: server.url, overwrite: false })
  await expect(keeping).rejects.toMatchObject({ code: 'file-exists' })
  expect(await readFile(file, 'utf8')).toBe('the former one')
  const saved = await saveExport(analyst.api, oneDay, file, { url: server.url })
  expect(await sha256Of(file)).toBe(saved.sha256)
})

test.each([
  ['missing/flights.xlsx', 'the folder does not exist'],
  ['folder', 'it is a folder'],
])('%s cannot be written, and the error says why', async (name, why) => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'folder', 'inner'), { recursive: true })
  const saving = saveExport(analyst.api, oneDay, join(folder.path, name), { url: server.url })
  await expect(saving).rejects.toMatchObject({
    code: 'cannot-write',
    message: expect.stringContaining(why) as string,
  })
  expect(await readdir(folder.path)).toEqual(['folder'])
})

test('what the server refuses is refused in its own words', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'flights.xlsx')
  const stranger = apiClient(server.url, 'no token')
  await expect(saveExport(stranger, oneDay, file, { url: server.url })).rejects.toMatchObject({
    data: { code: 'UNAUTHORIZED' },
  })
  expect(await readdir(folder.path)).toEqual([])
})

test('a refused download says why in the server’s words', async () => {
  const url = new URL(`/export/download?ticket=${'x'.repeat(43)}`, server.url)
  const { signal } = new AbortController()
  const receiving = receiveExport({ url, clientKey: 'x'.repeat(43), signal })
  const page = await fetch(url, { headers: { accept: 'application/json' } })
  const { error } = (await page.json()) as { error: { code: string; message: string } }
  expect(error.code).toBe('ticket-unknown')
  await expect(receiving.next()).rejects.toMatchObject({
    code: 'gone',
    message: expect.stringMatching(new RegExp(`^${error.message}`)) as string,
  })
})

test('requests are typed by the reports of the router', () => {
  // The type checker is what fails here; nothing is called.
  const never = () => [
    // @ts-expect-error there is no such report
    saveExport(analyst.api, { ...oneDay, report: 'trains' }, 'x', { url: '' }),
    // @ts-expect-error flights have no species
    saveExport(analyst.api, { ...oneDay, filters: { ...oneDay.filters, species: ['x'] } }, 'x', {
      url: '',
    }),
  ]
  expect(never).toBeTypeOf('function')
})

test('the key that binds a ticket is kept from browsers, and never written down', async () => {
  const clientKey = 'k'.repeat(43)
  const { ticket } = await analyst.api.export.createTicket.mutate({ ...oneDay, clientKey })
  const download = (cookie?: string) =>
    fetch(`${server.url}/export/download?ticket=${ticket}`, cookie ? { headers: { cookie } } : {})
  expect((await download()).status).toBe(404)
  for (let time = 0; time < 2; time += 1) {
    const response = await download(`coatcheck=${clientKey}`)
    expect(response.status).toBe(200)
    await response.arrayBuffer()
  }
  const audit = JSON.stringify(await auditOf(server.folder))
  expect(audit + server.output()).not.toContain(clientKey)
})
