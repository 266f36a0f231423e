import { setTimeout as sleep } from 'node:timers/promises'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiClient, createBrowserTicket, navigation, type DemoRequest } from '../../testing/api.ts'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { openResponse, rawRequest } from '../../testing/httpRequest.ts'
import { audience, signingKey, type SigningKey } from '../../testing/openIdProvider.ts'
import { serveWithProvider, type ServedWithProvider } from '../../testing/providerSetUp.ts'
import { isSoak, times } from '../../testing/soak.ts'

// One viewer with each attack that has worked once, and three who go on with their work.

/** Of their usual pace, whatever one viewer does. */
const shareMin = 0.5

const calmNames = ['ATL', 'ORD', 'DFW']
const phaseMs = times(700, 20_000)

let served: ServedWithProvider
let key: SigningKey
const tokens = new Map<string, string>()

beforeAll(async () => {
  key = await signingKey('first')
  served = await serveWithProvider({ keys: [key] }, { LOG_LEVEL: 'warn' })
  for (const name of [...calmNames, 'SEA']) tokens.set(name, await tokenOf(name))
})

afterAll(() => served[Symbol.asyncDispose]())

/** A viewer is named after the airport whose flights they may see. */
function tokenOf(airport: string): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600
  return new SignJWT({
    iss: served.provider.issuer,
    aud: audience,
    sub: airport,
    exp,
    airports: [airport],
  })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'at+jwt' })
    .sign(key.privateKey)
}

const filters = { from: '2001-03-05', until: '2001-03-12' }
const week: DemoRequest = { report: 'flights', filters, format: 'csv' }
const names = Array.from({ length: 500 }, (_, index) =>
  [0, 1, 2]
    .map((digit) => String.fromCharCode(65 + (Math.floor(index / 26 ** digit) % 26)))
    .join(''),
)
const long: DemoRequest = {
  ...week,
  filters: { ...filters, origins: names, destinations: names },
}

/** Gets a ticket and the whole file; returns the status of what was refused. */
async function exportOnce(token: string, request = week): Promise<number> {
  const { url } = served.server
  const { receipt, cookie } = await createBrowserTicket(url, token, request)
  const response = await openResponse(`${url}${receipt.url}`, {
    headers: { ...navigation, cookie },
  })
  const status = response.statusCode ?? 0
  expect(await bodyEnd(response)).toBe('whole')
  return status
}

/** What a calm viewer does: look, then export. Returns how often, until the time is up. */
async function work(name: string, untilMs: number): Promise<number> {
  const token = tokens.get(name)!
  const api = apiClient(served.server.url, token)
  let count = 0
  while (performance.now() < untilMs) {
    const page = { report: 'flights', filters, offset: count, limit: 50 } as const
    expect((await api.report.page.query(page)).columns.id).toHaveLength(50)
    expect(await exportOnce(token)).toBe(200)
    count += 1
    // More would be more than the tickets of a minute.
    await sleep(500)
  }
  return count
}

async function workOfAll(): Promise<number> {
  const untilMs = performance.now() + phaseMs
  const counts = await Promise.all(calmNames.map((name) => work(name, untilMs)))
  return counts.reduce((sum, count) => sum + count)
}

/** What the hostile viewer does, again and again; it may fail in any way. */
const attacks = {
  'collects finished files': (token) => exportOnce(token),
  'claims twenty tickets at once': (token) =>
    Promise.all(Array.from({ length: 20 }, () => exportOnce(token))),
  'issues and cancels exports with long lists': async (token) => {
    const api = apiClient(served.server.url, token)
    const { exportId } = await api.export.createTicket.mutate(long)
    await api.export.cancel.mutate({ exportId })
  },
  'opens fifty live updates': async (token) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
    const url = `${served.server.url}/trpc/export.watch`
    const open = Array.from({ length: 50 }, () => openResponse(url, { headers }))
    const responses = await Promise.all(open)
    await sleep(200)
    for (const response of responses) response.destroy()
  },
  'sends twenty charts in a batch': async (token) => {
    const inputs = Array.from({ length: 20 }, (_, index) => ({
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-07-02', minDelay: index },
    }))
    const path = `/trpc/${inputs.map(() => 'report.charts').join(',')}?batch=1&input=`
    const input = encodeURIComponent(JSON.stringify(Object.assign({}, inputs)))
    await rawRequest(served.server.url, path + input, {
      headers: { authorization: `Bearer ${token}` },
    })
  },
  'leaves each download at its first byte': async (token) => {
    const { url } = served.server
    const { receipt } = await createBrowserTicket(url, token, week)
    for (let round = 0; round < 20; round += 1) {
      const left = new AbortController()
      const opening = openResponse(`${url}${receipt.url}`, { signal: left.signal })
      await sleep(20)
      left.abort()
      await opening.catch(() => {})
    }
  },
} satisfies Record<string, (token: string) => Promise<unknown>>

/** For `npm test`, which has floods of queries and many live updates elsewhere. */
const shortForm: keyof typeof attacks = 'claims twenty tickets at once'

describe('three viewers go on with their work beside one who', () => {
  let usual = 0
  beforeAll(async () => {
    // The first exports of a process are slower.
    await workOfAll()
    if (isSoak) usual = await workOfAll()
  }, 120_000)

  const chosen = Object.entries(attacks).filter(([name]) => isSoak || name === shortForm)

  test.each(chosen)(
    '%s',
    async (_name, attack) => {
      const over = new AbortController()
      const attacking = Array.from({ length: 4 }, async () => {
        while (!over.signal.aborted) {
          const isRefused = await attack(tokens.get('SEA')!).then(
            () => false,
            () => true,
          )
          if (isRefused) await sleep(10)
        }
      })
      const beside = await workOfAll()
      over.abort()
      await Promise.all(attacking)
      expect(beside).toBeGreaterThanOrEqual(calmNames.length)
      if (isSoak) expect(beside / usual).toBeGreaterThanOrEqual(shareMin)
    },
    120_000,
  )
})
