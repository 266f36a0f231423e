import { randomBytes, randomInt } from 'node:crypto'
import { Agent, request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { oneDay, signIn, type Session } from '../../testing/api.ts'
import { times } from '../../testing/soak.ts'
import { residentBytes, startServer, type TestServer } from '../../testing/testServer.ts'

let server: TestServer
let analyst: Session
const agent = new Agent({ keepAlive: true, maxSockets: 20 })

beforeAll(async () => {
  server = await startServer({ LOG_LEVEL: 'warn' })
  analyst = await signIn(server.url, 'analyst')
})

afterAll(async () => {
  agent.destroy()
  await server.stop()
})

interface Shot {
  readonly path: string
  readonly method: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** The status of an answer; 0 where the server closed the connection on nonsense. */
function statusOf({ path, method, headers = {}, body }: Shot): Promise<number> {
  return new Promise((resolve) => {
    const { port, hostname } = new URL(server.url)
    const outgoing = request({ agent, hostname, port, path, method, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode!))
      response.on('error', () => resolve(0))
    })
    outgoing.on('error', () => resolve(0))
    outgoing.end(body)
  })
}

async function shoot(count: number, shot: () => Shot): Promise<Map<number, number>> {
  const seen = new Map<number, number>()
  const lane = async () => {
    for (let index = 0; index < count / 20; index += 1) {
      const status = await statusOf(shot())
      seen.set(status, (seen.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 20 }, lane))
  return seen
}

const one = <Item>(items: readonly Item[]): Item => items[randomInt(items.length)]!
const noise = () => encodeURIComponent(randomBytes(randomInt(1, 60)).toString('latin1'))
const ticketLike = () => randomBytes(32).toString('base64url')

function downloadShot(): Shot {
  const ticket = one([noise, ticketLike, () => '', () => `${ticketLike()}%00`, () => '..%2f..'])
  const query = one([
    () => `?ticket=${ticket()}`,
    () => `?ticket=${ticket()}&ticket=${ticket()}`,
    () => `?ticket[]=${ticket()}`,
    () => `?${noise()}=${noise()}&ticket=${ticket()}`,
    () => '',
    () => '?%',
  ])
  const method = one(['GET', 'GET', 'GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
  return {
    path: `/export/download${query()}`,
    method,
    headers: {
      range: one(['bytes=0-', 'bytes=-1', 'lines=1', `bytes=${noise()}`]),
      'sec-fetch-site': one(['same-origin', 'cross-site', 'none', noise()]),
      'sec-fetch-mode': one(['navigate', 'cors', noise()]),
      cookie: one(['', `coatcheck=${ticketLike()}`, `coatcheck=${noise()}`]),
      'content-type': one(['application/x-www-form-urlencoded', 'application/json', 'text/plain']),
    },
    ...(method === 'POST' && { body: one([`ticket=${ticket()}`, '%%%', '{"ticket":1}', noise()]) }),
  }
}

function ticketShot(): Shot {
  const filters = one<unknown>([
    { from: '2001-01-01', until: '2000-01-01' },
    { from: noise(), until: 5 },
    { ...oneDay.filters, origins: [noise(), 'SEA'] },
    { ...oneDay.filters, minDelay: one([NaN, 1e99, '1', -1.5, null]) },
    { ...oneDay.filters, __proto__: { admin: true }, [noise()]: noise() },
    null,
    [],
  ])
  const bodies = [
    JSON.stringify({ ...oneDay, filters }),
    JSON.stringify({ ...oneDay, columns: [noise(), 'id', 'id'] }),
    JSON.stringify({ ...oneDay, sort: [{ column: `id"; DROP TABLE flights; --` }] }),
    JSON.stringify({ ...oneDay, report: noise(), timeZone: noise() }),
    noise(),
    '{"report":',
    '[]',
  ]
  return {
    path: '/trpc/export.createTicket',
    method: 'POST',
    headers: {
      authorization: one([`Bearer ${analyst.token}`, `Bearer ${noise()}`, noise()]),
      'content-type': one(['application/json', 'application/json', 'text/plain']),
    },
    body: one(bodies),
  }
}

test('nonsense at the download route gets a status of its table, never a 5xx of ours', async () => {
  const seen = await shoot(times(400, 100_000), downloadShot)
  const allowed = new Set([400, 403, 404, 405])
  expect([...seen.keys()].filter((status) => !allowed.has(status))).toEqual([])
}, 600_000)

test('nonsense at createTicket is told what is wrong with it, never a 5xx', async () => {
  const seen = await shoot(times(400, 100_000), ticketShot)
  const allowed = new Set([400, 401, 415])
  expect([...seen.keys()].filter((status) => !allowed.has(status))).toEqual([])
}, 600_000)

test('a flood of tickets from one account ends in 429 and leaves memory and others alone', async () => {
  const before = (await residentBytes(server.pid)) ?? 0
  const asked = JSON.stringify(oneDay)
  const authorized = {
    authorization: `Bearer ${analyst.token}`,
    'content-type': 'application/json',
  }
  const path = '/trpc/export.createTicket'
  const seen = await shoot(times(300, 100_000), () => ({
    path,
    method: 'POST',
    headers: authorized,
    body: asked,
  }))
  expect([...seen.keys()].toSorted()).toEqual([200, 429])
  // The default of TICKETS_PER_VIEWER_MAX; a long flood sees some lapse.
  expect(seen.get(200)).toBeLessThan(times(21, 1_000))
  expect(((await residentBytes(server.pid)) ?? 0) - before).toBeLessThan(100 * 1024 ** 2)
  const other = await signIn(server.url, 'seattle')
  const receipt = await other.api.export.createTicket.mutate(oneDay)
  expect(await statusOf({ path: receipt.url, method: 'GET' })).toBe(200)
}, 600_000)

test('and none of it has left a stack, a ticket or a token in the log', async () => {
  await server.stop()
  expect(server.output()).not.toMatch(/node_modules|\bat .*\.(js|ts):\d+/)
  expect(server.output()).not.toContain(analyst.token)
})
