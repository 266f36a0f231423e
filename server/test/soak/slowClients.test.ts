import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBrowserTicket, navigation, signIn } from '../../testing/api.ts'
import { openResponse } from '../../testing/httpRequest.ts'
import { isSoak, times } from '../../testing/soak.ts'
import { residentBytes, startServer, type TestServer } from '../../testing/testServer.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    DELIVERIES_PER_VIEWER_MAX: '500',
    EXPORT_RUNS_PER_VIEWER_MAX: '500',
    TICKETS_PER_VIEWER_MAX: '500',
    EXPORT_QUEUE_MAX: '500',
    LOG_LEVEL: 'warn',
  })
})

afterAll(() => server.stop())

/** About 5 MB: more than the kernel's socket buffers take at once. */
const request = {
  report: 'flights',
  filters: { from: '2001-03-05', until: '2001-03-12' },
  format: 'csv',
} as const

/** Reads a kilobyte a second, as a client on a bad line does. */
async function readSlowly(response: IncomingMessage, over: AbortSignal): Promise<void> {
  response.pause()
  while (!over.aborted && !response.destroyed) {
    response.read(1024)
    await sleep(1000)
  }
  response.destroy()
}

/** Milliseconds from the request for a ticket to the last byte: the median of some exports. */
async function exportMs(token: string): Promise<number> {
  const durationsMs: number[] = []
  for (let round = 0; round < times(1, 9); round += 1) {
    const startMs = performance.now()
    const { receipt, cookie } = await createBrowserTicket(server.url, token, request)
    const headers = { ...navigation, cookie }
    const response = await openResponse(`${server.url}${receipt.url}`, { headers })
    for await (const chunk of response) expect(chunk).toBeDefined()
    expect(response.complete).toBe(true)
    durationsMs.push(performance.now() - startMs)
  }
  return durationsMs.sort((one, other) => one - other)[durationsMs.length >> 1]!
}

test('clients at a kilobyte a second cost little memory, and no cursor stays open for them', async () => {
  const clients = times(40, 300)
  const seconds = times(2, 120)
  const { token } = await signIn(server.url, 'analyst')
  const { receipt, cookie } = await createBrowserTicket(server.url, token, request)
  const headers = { ...navigation, cookie }
  const open = () => openResponse(`${server.url}${receipt.url}`, { headers })
  // One run, whose file everybody reads: what is measured is the clients, not the runs.
  for await (const chunk of await open()) expect(chunk).toBeDefined()
  const before = (await residentBytes(server.pid)) ?? 0
  const usualMs = await exportMs(token)

  const over = new AbortController()
  const responses = await Promise.all(Array.from({ length: clients }, open))
  const reading = responses.map((response) => readSlowly(response, over.signal))
  await sleep(seconds * 1000)

  // Beside them the only worker is free: a new export comes to its end, at about the usual pace.
  const besideMs = await exportMs(token)
  if (isSoak) expect(usualMs / besideMs).toBeGreaterThan(0.8)

  const growth = ((await residentBytes(server.pid)) ?? 0) - before
  expect(growth).toBeLessThan(100 * 1024 ** 2)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).toMatch(/^coatcheck_runs_active 0$/m)
  expect(metrics).toMatch(new RegExp(`^coatcheck_deliveries_active ${clients}$`, 'm'))
  over.abort()
  await Promise.all(reading)
}, 300_000)
