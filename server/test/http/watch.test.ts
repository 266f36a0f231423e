import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test, vi } from 'vitest'
import { allFlights, oneDay, signIn, type Session } from '../../testing/api.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { patientServer, sharedServer } from '../../testing/sharedServer.ts'
import type { RunningServer } from '../../testing/testServer.ts'
import { watchExports } from '../../testing/watch.ts'

let server: RunningServer
let analyst: Session

beforeAll(async () => {
  server = await sharedServer(patientServer)
  analyst = await signIn(server.url, 'analyst')
})

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
  // No one reads it: it is under way until it is cancelled.
  const response = await openResponse(`${server.url}${url}`)
  response.on('error', () => {})
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

const watchPath = `/trpc/export.watch?input=${encodeURIComponent('{}')}`

/** A subscription as it comes: its status is 200 even when an event says that it is refused. */
async function openWatch({ token }: Session) {
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` }
  const response = await openResponse(server.url + watchPath, { headers })
  let told = ''
  let isOpen = true
  response.setEncoding('utf8').on('data', (text: string) => (told += text))
  response.on('error', () => {})
  response.on('close', () => (isOpen = false))
  return {
    response,
    isOpen: () => isOpen,
    refusedWith: () => /"httpStatus":(\d+)/.exec(told)?.[1],
    leave: () => response.destroy(),
  }
}

test('live updates end with the session that asked for them, and with no other', async () => {
  const [mine, other] = [await signIn(server.url, 'analyst'), await signIn(server.url, 'analyst')]
  const [ended, kept] = [await openWatch(mine), await openWatch(other)]
  await mine.api.session.signOut.mutate()
  await vi.waitFor(() => expect(ended.isOpen()).toBe(false), 5_000)
  expect([kept.isOpen(), ended.refusedWith()]).toEqual([true, undefined])
  kept.leave()
  const again = await openWatch(mine)
  await vi.waitFor(() => expect([again.isOpen(), again.refusedWith()]).toEqual([false, '401']))
})

test('one viewer gets live updates in 20 places', async () => {
  const atlanta = await signIn(server.url, 'atlanta')
  const watches = await Promise.all(Array.from({ length: 25 }, () => openWatch(atlanta)))
  const open = () => watches.filter(({ isOpen }) => isOpen())
  await vi.waitFor(() => expect(open()).toHaveLength(20), 5_000)
  const refusals = watches.filter(({ isOpen }) => !isOpen()).map((watch) => watch.refusedWith())
  expect(refusals).toEqual(Array<string>(5).fill('429'))

  open()[0]!.leave()
  await vi.waitFor(async () => {
    const next = await openWatch(atlanta)
    await sleep(200)
    expect([next.isOpen(), next.refusedWith()]).toEqual([true, undefined])
    next.leave()
  }, 10_000)
  const seattle = await openWatch(await signIn(server.url, 'seattle'))
  await sleep(200)
  expect([seattle.isOpen(), seattle.refusedWith()]).toEqual([true, undefined])
  for (const { leave } of [...watches, seattle]) leave()
})

test('no answer of the API is stored or taken for anything else', async () => {
  const authorization = `Bearer ${analyst.token}`
  for (const [path, headers] of [
    ['/trpc/session.options', {}],
    ['/trpc/report.list', { authorization }],
    ['/trpc/report.list', {}],
    ['/trpc/no.such.call', {}],
    ['/trpc', {}],
    ['/trpc/report.list?batch=1&input=%', {}],
  ] as const) {
    const answer = await httpRequest(server.url + path, { headers })
    expect(answer.headers['cache-control'], path).toBe('no-store')
    expect(answer.headers['x-content-type-options'], path).toBe('nosniff')
  }
  const { response, leave } = await openWatch(analyst)
  expect(response.headers['cache-control']).toBe('no-store, no-transform')
  expect(response.headers['x-content-type-options']).toBe('nosniff')
  leave()
})
