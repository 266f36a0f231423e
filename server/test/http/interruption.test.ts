import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { allFlights, oneDay, signIn, type Session } from '../../testing/api.ts'
import { auditOf } from '../../testing/auditOf.ts'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { spoolsOf } from '../../testing/spoolsOf.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

/** Downloads begin with their runs, however fast these are. */
const hasty = { EXPORT_GRACE_MS: '0' }

let server: TestServer
let analyst: Session

beforeAll(async () => {
  server = await startServer(hasty)
  analyst = await signIn(server.url, 'analyst')
})

afterAll(() => server.stop())

interface RunningDownload {
  readonly exportId: string
  readonly response: IncomingMessage
}

/** A download of all flights, of which the first bytes have come. */
async function startDownload(from = server, session = analyst): Promise<RunningDownload> {
  const { exportId, url } = await session.api.export.createTicket.mutate(allFlights)
  const response = await openResponse(`${from.url}${url}`)
  await once(response, 'readable')
  return { exportId, response }
}

async function progressOf(exportId: string) {
  const exports = await analyst.api.export.list.query()
  return exports.find((entry) => entry.exportId === exportId)!
}

test('a client that leaves stops the run and its spool within a second', async () => {
  const { exportId, response } = await startDownload()
  response.destroy()

  await vi.waitFor(async () => {
    expect(await progressOf(exportId)).toMatchObject({ state: 'failed', errorCode: 'client-gone' })
  }, 1000)
  const { rowsWritten, rowCount } = await progressOf(exportId)
  expect(rowsWritten).toBeLessThan(rowCount)
  if (process.platform === 'linux') {
    await vi.waitFor(async () => expect(await spoolsOf(server.pid)).toBe(0), 1000)
  }
  // The only worker is free again: the next export does not wait.
  const startMs = performance.now()
  const next = await analyst.api.export.createTicket.mutate(oneDay)
  expect((await httpRequest(`${server.url}${next.url}`)).status).toBe(200)
  expect(performance.now() - startMs).toBeLessThan(5000)
})

test('a cancelled export cuts its download, which never looks whole', async () => {
  const { exportId, response } = await startDownload()
  const end = bodyEnd(response)
  await analyst.api.export.cancel.mutate({ exportId })
  expect(await end).toBe('cut')
  expect((await progressOf(exportId)).state).toBe('cancelled')
})

test('a sign-out cuts the downloads of its tickets and spends those not yet used', async () => {
  const session = await signIn(server.url, 'analyst')
  const unused = await session.api.export.createTicket.mutate(oneDay)
  const { response } = await startDownload(server, session)
  const end = bodyEnd(response)
  await session.api.session.signOut.mutate()
  expect(await end).toBe('cut')
  expect((await httpRequest(`${server.url}${unused.url}`)).status).toBe(404)
})

test('a server that is killed leaves a cut download, no spool, and a whole audit file', async () => {
  const doomed = await startServer(hasty)
  const session = await signIn(doomed.url, 'analyst')
  const { exportId, response } = await startDownload(doomed, session)
  const end = bodyEnd(response)
  await doomed.kill()
  expect(await end).toBe('cut')
  expect((await readdir(doomed.folder)).filter((name) => name.endsWith('.spool'))).toEqual([])
  const lines = (await auditOf(doomed.folder)).filter((line) => line.exportId === exportId)
  expect(lines.map(({ type }) => type)).toEqual(['issued', 'claimed'])
  await doomed.stop()
})

test('a stopping server takes no new downloads and ends with code 0', async () => {
  const stopping = await startServer({ ...hasty, DRAIN_DEADLINE_S: '1' })
  const session = await signIn(stopping.url, 'analyst')
  const { response } = await startDownload(stopping, session)
  const end = bodyEnd(response)
  const exitCode = await stopping.stop()
  expect(await end).toBe('cut')
  expect(exitCode).toBe(0)
})

test('a server that is about to stop says so first, and still hands out what is asked for', async () => {
  const leaving = await startServer({ DRAIN_NOTICE_S: '5', DRAIN_DEADLINE_S: '30' })
  const { api } = await signIn(leaving.url, 'analyst')
  const { url } = await api.export.createTicket.mutate(oneDay)
  const stopped = leaving.stop()
  await vi.waitFor(async () => {
    const answer = await httpRequest(`${leaving.url}/readyz`)
    expect([answer.status, answer.body.toString()]).toEqual([503, 'draining\n'])
  })
  const file = await httpRequest(`${leaving.url}${url}`)
  expect([file.status, file.headers.connection]).toEqual([200, 'close'])
  expect(await stopped).toBe(0)
})
