import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { allFlights, oneDay, signIn, type Session } from '../../testing/api.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'
import { watchExports } from '../../testing/watch.ts'

let server: TestServer
let analyst: Session

beforeAll(async () => {
  server = await startServer()
  analyst = await signIn(server.url, 'analyst')
})

afterAll(() => server.stop())

test('a page is told every step of its viewer’s exports, and no one else’s', async () => {
  using watch = await watchExports(server.url, analyst.token)
  const seattle = await signIn(server.url, 'seattle')
  const theirs = await seattle.api.export.createTicket.mutate(oneDay)
  const { exportId, url } = await analyst.api.export.createTicket.mutate(oneDay)
  await httpRequest(`${server.url}${url}`)
  await vi.waitFor(() => expect(watch.statesOf(exportId).at(-1)).toBe('delivered'), 5000)
  // A reader may skip `queued`, which lasts a moment here.
  const states = new Set(watch.statesOf(exportId).filter((state) => state !== 'queued'))
  expect([...states].slice(0, 2)).toEqual(['waiting', 'running'])
  expect(watch.statesOf(theirs.exportId)).toEqual([])
  const last = watch.seen.findLast((entry) => entry.exportId === exportId)!
  expect(last.rowsWritten).toBe(last.rowCount)
  expect(last.bytesSent).toBe(last.bytesWritten)
})

test('rows and bytes are told while a run goes on', async () => {
  using watch = await watchExports(server.url, analyst.token)
  const { exportId, url } = await analyst.api.export.createTicket.mutate(allFlights)
  const response = await openResponse(`${server.url}${url}`)
  response.resume()
  await vi.waitFor(() => {
    const rows = watch.seen
      .filter((entry) => entry.exportId === exportId && entry.state === 'running')
      .map(({ rowsWritten }) => rowsWritten)
    expect(new Set(rows).size).toBeGreaterThan(3)
    expect(rows).toEqual(rows.toSorted((one, other) => one - other))
  }, 15_000)
  await analyst.api.export.cancel.mutate({ exportId })
  await vi.waitFor(() => expect(watch.statesOf(exportId).at(-1)).toBe('cancelled'))
})

test('anyone who comes later is told how things stand', async () => {
  const { exportId } = await analyst.api.export.createTicket.mutate(oneDay)
  using watch = await watchExports(server.url, analyst.token)
  await vi.waitFor(() => expect(watch.statesOf(exportId)).toEqual(['waiting']))
})
