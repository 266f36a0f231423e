import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createBrowserTicket, navigation, oneDay, signIn, type Session } from '../../testing/api.ts'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { serveInProcess, type InProcess } from '../../testing/inProcess.ts'

const faultyWorker = new URL('../../testing/faultyWorker.mjs', import.meta.url)

/** What the worker does; see faultyWorker.mjs. */
const faults = { crash: 1, memory: 2, failure: 3, failureAtStart: 4, hang: 5, crawl: 6, flood: 7 }

let service: InProcess
let analyst: Session

beforeAll(async () => {
  const env = { EXPORT_GRACE_MS: '200', EXPORT_WORKERS: '1' }
  service = await serveInProcess(faultyWorker, env)
  analyst = await signIn(service.url, 'analyst')
})

afterAll(() => service[Symbol.asyncDispose]())

const requestFor = (fault: keyof typeof faults) => ({
  ...oneDay,
  filters: { ...oneDay.filters, minDelay: faults[fault] },
})

async function progressOf(exportId: string) {
  const exports = await analyst.api.export.list.query()
  return exports.find((progress) => progress.exportId === exportId)!
}

async function downloadsAgain(): Promise<void> {
  const { url } = await analyst.api.export.createTicket.mutate(oneDay)
  const answer = await httpRequest(`${service.url}${url}`)
  expect(answer.status).toBe(200)
  expect(answer.body).toHaveLength(1024 * 1024)
}

test.each([
  { fault: 'crash', code: 'worker-failed' },
  { fault: 'memory', code: 'worker-failed' },
  { fault: 'failure', code: 'database-failed' },
] as const)(
  'a $fault after the first bytes cuts the download, and the next export works',
  async ({ fault, code }) => {
    const { exportId, url } = await analyst.api.export.createTicket.mutate(requestFor(fault))
    const response = await openResponse(`${service.url}${url}`)
    expect(response.statusCode).toBe(200)
    expect(await bodyEnd(response)).toBe('cut')
    const progress = await progressOf(exportId)
    expect(progress).toMatchObject({ state: 'failed', errorCode: code })
    await downloadsAgain()
  },
)

test('a failure before the first byte is a page, and the ticket stays good', async () => {
  const { url } = await analyst.api.export.createTicket.mutate(requestFor('failureAtStart'))
  const refused = await httpRequest(`${service.url}${url}`, { headers: { accept: 'text/html' } })
  expect(refused.status).toBe(500)
  expect(refused.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(refused.headers).not.toHaveProperty('content-disposition')
  expect(refused.body.toString()).toContain('The database could not answer')
  expect(refused.body.toString()).not.toContain('secret detail')
  const again = await httpRequest(`${service.url}${url}`)
  expect(again.status).toBe(200)
})

test('a failure within the grace is reported at once, not when the grace is over', async () => {
  await using patient = await serveInProcess(faultyWorker, { EXPORT_GRACE_MS: '60000' })
  const { api } = await signIn(patient.url, 'analyst')
  const { url } = await api.export.createTicket.mutate(requestFor('failure'))
  const answer = await httpRequest(`${patient.url}${url}`)
  expect(answer.status).toBe(500)
}, 20_000)

test('a worker that does not react to a cancel is terminated', async () => {
  const { exportId, url } = await analyst.api.export.createTicket.mutate(requestFor('hang'))
  const response = await openResponse(`${service.url}${url}`)
  const end = bodyEnd(response)
  await analyst.api.export.cancel.mutate({ exportId })
  expect(await end).toBe('cut')
  await downloadsAgain()
}, 20_000)

test('a run past its deadline fails and cuts its download', async () => {
  await using hurried = await serveInProcess(faultyWorker, {
    EXPORT_GRACE_MS: '200',
    EXPORT_DEADLINE_S: '1',
  })
  const { api } = await signIn(hurried.url, 'analyst')
  const { exportId, url } = await api.export.createTicket.mutate(requestFor('crawl'))
  const response = await openResponse(`${hurried.url}${url}`)
  expect(await bodyEnd(response)).toBe('cut')
  const [progress] = await api.export.list.query()
  expect(progress).toMatchObject({ exportId, state: 'failed', errorCode: 'deadline-exceeded' })
})

test('a run that outgrows the room for spools fails and cuts its download', async () => {
  await using cramped = await serveInProcess(faultyWorker, {
    EXPORT_GRACE_MS: '200',
    EXPORT_SPOOL_MAX_BYTES: String(2 * 1024 ** 2),
  })
  const { api, token } = await signIn(cramped.url, 'analyst')
  // A finished file that no one reads makes room first.
  const kept = await createBrowserTicket(cramped.url, token, oneDay)
  const keptUrl = `${cramped.url}${kept.receipt.url}`
  const headers = { ...navigation, cookie: kept.cookie }
  expect((await httpRequest(keptUrl, { headers })).status).toBe(200)
  expect((await httpRequest(keptUrl, { headers })).status).toBe(200)

  const { exportId, url } = await api.export.createTicket.mutate(requestFor('crawl'))
  const response = await openResponse(`${cramped.url}${url}`)
  expect(await bodyEnd(response)).toBe('cut')
  const exports = await api.export.list.query()
  const progress = exports.find((candidate) => candidate.exportId === exportId)
  expect(progress).toMatchObject({ state: 'failed', errorCode: 'spool-full' })
  expect(progress!.bytesWritten).toBeGreaterThan(1.5 * 1024 ** 2)
  expect((await httpRequest(keptUrl, { headers })).status).toBe(404)
})

describe('places in the queue', () => {
  test('are told, and the queue has a limit', async () => {
    await using busy = await serveInProcess(faultyWorker, {
      EXPORT_GRACE_MS: '200',
      EXPORT_WORKERS: '1',
      EXPORT_QUEUE_MAX: '1',
      EXPORT_RUNS_PER_VIEWER_MAX: '5',
    })
    const { api } = await signIn(busy.url, 'analyst')
    const begin = async () => {
      const receipt = await api.export.createTicket.mutate(requestFor('crawl'))
      return { ...receipt, response: openResponse(`${busy.url}${receipt.url}`) }
    }
    const running = await begin()
    await running.response
    const queued = await begin()
    queued.response.catch(() => {})
    const stateOf = async (exportId: string) =>
      (await api.export.list.query()).find((progress) => progress.exportId === exportId)
    await vi.waitFor(async () => {
      expect(await stateOf(queued.exportId)).toMatchObject({ state: 'queued', placeInLine: 1 })
    })

    const tooMany = await begin()
    const refused = await tooMany.response
    expect(refused.statusCode).toBe(503)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    // Its ticket is still good; why the attempt failed is told with it.
    expect(await stateOf(tooMany.exportId)).toMatchObject({
      state: 'waiting',
      errorCode: 'queue-full',
    })

    await api.export.cancel.mutate({ exportId: running.exportId })
    const next = await queued.response
    expect(next.statusCode).toBe(200)
    expect(await stateOf(queued.exportId)).toMatchObject({ placeInLine: null })
    next.destroy()
  })

  test('of one viewer are limited, however much room there is', async () => {
    await using strict = await serveInProcess(faultyWorker, {
      EXPORT_GRACE_MS: '200',
      EXPORT_WORKERS: '2',
      EXPORT_RUNS_PER_VIEWER_MAX: '1',
      EXPORT_QUEUED_PER_VIEWER_MAX: '0',
    })
    const { api } = await signIn(strict.url, 'analyst')
    const first = await api.export.createTicket.mutate(requestFor('crawl'))
    const running = await openResponse(`${strict.url}${first.url}`)
    const second = await api.export.createTicket.mutate(oneDay)
    const refused = await httpRequest(`${strict.url}${second.url}`)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)

    const other = await signIn(strict.url, 'seattle')
    const theirs = await other.api.export.createTicket.mutate(oneDay)
    expect((await httpRequest(`${strict.url}${theirs.url}`)).status).toBe(200)

    // Nothing was spent: once there is room the same ticket brings the file.
    running.destroy()
    await vi.waitFor(async () => {
      expect((await httpRequest(`${strict.url}${second.url}`)).status).toBe(200)
    })
  })
})

test.each([
  ['reads nothing', { DELIVERY_STALL_S: '1' }],
  ['takes too long', { DELIVERY_DEADLINE_S: '1' }],
])('a client that %s is disconnected', async (_what, env) => {
  await using impatient = await serveInProcess(faultyWorker, env)
  const { api } = await signIn(impatient.url, 'analyst')
  const { url } = await api.export.createTicket.mutate(requestFor('flood'))
  const response = await openResponse(`${impatient.url}${url}`)
  expect(response.headers['content-length']).toBe(String(64 * 1024 ** 2))
  await vi.waitFor(() => expect(impatient.service.coatcheck.stats().deliveries).toBe(0), 5000)
  expect(await bodyEnd(response)).toBe('cut')
})

test('a viewer who may no longer export gets the 404 of an unknown ticket', async () => {
  let allowed = true
  await using strict = await serveInProcess(faultyWorker, {}, ({ identity }) => ({
    identity: { ...identity, mayExport: async () => allowed },
  }))
  const { api } = await signIn(strict.url, 'analyst')
  const { url } = await api.export.createTicket.mutate(oneDay)
  allowed = false
  const refused = await httpRequest(`${strict.url}${url}`)
  const unknown = await httpRequest(`${strict.url}/export/download?ticket=${'A'.repeat(43)}`)
  expect(refused.status).toBe(404)
  expect(refused.body).toEqual(unknown.body)
  const [progress] = await api.export.list.query()
  expect(progress).toMatchObject({ state: 'failed', errorCode: 'forbidden' })
})

test('with nothing kept, the browser that asked gets the file once', async () => {
  await using forgetful = await serveInProcess(faultyWorker, { EXPORT_KEEP_S: '0' })
  const { token } = await signIn(forgetful.url, 'analyst')
  const { receipt, cookie } = await createBrowserTicket(forgetful.url, token, oneDay)
  const headers = { ...navigation, cookie }
  expect((await httpRequest(`${forgetful.url}${receipt.url}`, { headers })).status).toBe(200)
  expect((await httpRequest(`${forgetful.url}${receipt.url}`, { headers })).status).toBe(404)
})

test('more rows than the limit are refused with both figures, before there is a ticket', async () => {
  await using limited = await serveInProcess(faultyWorker, { EXPORT_MAX_ROWS: '1000' })
  const { api } = await signIn(limited.url, 'analyst')
  await expect(api.export.createTicket.mutate(oneDay)).rejects.toMatchObject({
    message: expect.stringMatching(/1\d,\d{3} rows.* limit is 1,000/) as string,
    data: { appCode: 'too-many-rows' },
  })
})

test('unused tickets of one viewer are limited, and other viewers are not affected', async () => {
  await using strict = await serveInProcess(faultyWorker, { TICKETS_PER_VIEWER_MAX: '3' })
  const { api } = await signIn(strict.url, 'analyst')
  for (let count = 0; count < 3; count += 1) await api.export.createTicket.mutate(oneDay)
  await expect(api.export.createTicket.mutate(oneDay)).rejects.toMatchObject({
    data: { appCode: 'too-many-tickets', code: 'TOO_MANY_REQUESTS', retryAfterS: 60 },
  })
  const other = await signIn(strict.url, 'seattle')
  await other.api.export.createTicket.mutate(oneDay)
})
