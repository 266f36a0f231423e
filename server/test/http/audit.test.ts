import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createBrowserTicket, navigation, oneDay, signIn } from '../../testing/api.ts'
import { auditOf } from '../../testing/auditOf.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'

test('who exported what is written down step by step, and outlives the server', async () => {
  await using data = await temporaryFolder()
  const environment = { DATA_DIR: data.path, EXPORT_MAX_ROWS: '100000' }
  const first = await startServer(environment)
  const { api, token } = await signIn(first.url, 'analyst')

  const { receipt, cookie } = await createBrowserTicket(first.url, token, oneDay)
  const headers = { ...navigation, cookie }
  const whole = await httpRequest(`${first.url}${receipt.url}`, { headers })
  await httpRequest(`${first.url}${receipt.url}`, { headers })
  const cancelled = await api.export.createTicket.mutate(oneDay)
  await api.export.cancel.mutate({ exportId: cancelled.exportId })
  const everything = { ...oneDay, filters: { from: '2001-01-01', until: '2001-07-02' } }
  await expect(api.export.createTicket.mutate(everything)).rejects.toThrow(/rows/)
  await first.stop()

  const lines = await auditOf(data.path)
  const of = (exportId: string | null) => lines.filter((line) => line.exportId === exportId)
  expect(of(receipt.exportId).map(({ type }) => type)).toEqual([
    'issued',
    'claimed',
    'completed',
    'delivered',
    'resumed',
  ])
  expect(of(receipt.exportId)[2]).toMatchObject({
    viewerId: 'analyst',
    address: expect.stringMatching(/127\.0\.0\.1|::1/) as string,
    request: oneDay,
    rows: receipt.rowCount,
    bytes: whole.body.length,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    durationMs: expect.any(Number) as number,
  })
  expect(of(cancelled.exportId).map(({ type }) => type)).toEqual(['issued', 'cancelled'])
  expect(of(null)).toMatchObject([{ type: 'refused', code: 'too-many-rows', request: everything }])

  await using second = await startServer(environment)
  const later = await signIn(second.url, 'analyst')
  const history = await later.api.export.list.query()
  expect(history).toMatchObject([
    { exportId: cancelled.exportId, state: 'cancelled' },
    { exportId: receipt.exportId, state: 'delivered', rowCount: receipt.rowCount, request: oneDay },
  ])
  const [, oldest] = history
  const list = (query: Parameters<typeof later.api.export.list.query>[0]) =>
    later.api.export.list.query(query)
  expect(oldest).toMatchObject({
    fileName: 'flights_2001-03-05.xlsx',
    filterWords: ['From: 2001-03-05', 'To: 2001-03-05'],
    durationMs: expect.any(Number) as number,
  })
  expect(await list({ before: history[0]!.createdAt })).toEqual([oldest])
  expect(await list({ before: oldest!.createdAt })).toEqual([])
  expect(await list({ search: 'From: 2001-03' })).toEqual(history)
  expect(await list({ exportId: receipt.exportId })).toEqual([oldest])
  await expect(list({ before: 'yesterday' })).rejects.toThrow('Use an instant')
  const others = await signIn(second.url, 'seattle')
  expect(await others.api.export.list.query()).toEqual([])
})

describe('at one server', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.stop())

  // The first: it counts all that there was.
  test('the metrics count tickets, runs, rows, bytes and refusals', async () => {
    const { api } = await signIn(server.url, 'analyst')
    const receipt = await api.export.createTicket.mutate(oneDay)
    const { body } = await httpRequest(`${server.url}${receipt.url}`)
    await httpRequest(`${server.url}${receipt.url}`)
    await api.export.createTicket.mutate(oneDay)
    const metrics = (await httpRequest(`${server.url}/metrics`)).body.toString()
    for (const line of [
      'coatcheck_tickets_issued_total 2',
      'coatcheck_tickets_claimed_total 1',
      'coatcheck_tickets_outstanding 1',
      'coatcheck_exports_total{state="delivered"} 1',
      'coatcheck_requests_refused_total{code="ticket-unknown"} 1',
      `coatcheck_rows_written_total ${receipt.rowCount}`,
      `coatcheck_bytes_sent_total ${body.length}`,
      'coatcheck_queue_length 0',
      'coatcheck_run_duration_seconds_count{format="xlsx"} 1',
    ]) {
      expect(metrics.split('\n')).toContain(line)
    }
  })

  test('an export has the name that its request asks for, and a path is no name', async () => {
    const { api, token } = await signIn(server.url, 'analyst')
    const named = { ...oneDay, fileName: 'März, 5.xlsx' }
    const { receipt, cookie } = await createBrowserTicket(server.url, token, named)
    expect(receipt.fileName).toBe('März, 5.xlsx')
    const headers = { ...navigation, cookie }
    const response = await httpRequest(`${server.url}${receipt.url}`, { headers })
    expect(response.headers['content-disposition']).toContain(encodeURIComponent('März, 5.xlsx'))
    expect(await api.export.list.query({ search: 'märz' })).toMatchObject([
      { exportId: receipt.exportId, fileName: 'März, 5.xlsx', request: named },
    ])
    await expect(
      api.export.createTicket.mutate({ ...oneDay, fileName: '../flights' }),
    ).rejects.toThrow('A file name cannot contain')
  })

  test('the audit file is for the service only, and holds no ticket, token or cookie', async () => {
    const { token } = await signIn(server.url, 'analyst')
    const { receipt, cookie } = await createBrowserTicket(server.url, token, oneDay)
    await httpRequest(`${server.url}${receipt.url}`, { headers: { ...navigation, cookie } })
    const file = join(server.folder, 'audit.jsonl')
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain('"delivered"'))
    const text = await readFile(file, 'utf8')
    for (const secret of [token, receipt.ticket, cookie.split('=')[1]!]) {
      expect(text).not.toContain(secret)
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })
})
