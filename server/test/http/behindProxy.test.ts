import type { TicketReceipt } from '@coatcheck/shared'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { allFlights, navigation, oneDay } from '../../testing/api.ts'
import { codeBlocks, withValues } from '../../testing/documentation.ts'
import { freePort } from '../../testing/freePort.ts'
import { httpRequest, openResponse, type RequestOptions } from '../../testing/httpRequest.ts'
import {
  noNginx,
  selfSignedCertificate,
  startNginx,
  type Certificate,
} from '../../testing/nginx.ts'
import { privateDemo } from '../../testing/privateDemo.ts'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

/** Where the viewer comes from, which is not where the proxy does. */
const viewerAddress = '127.0.0.9'

const fromPage = {
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
}

describe.skipIf(noNginx ?? noRedis)('two nodes behind the nginx of the documentation', () => {
  let redis: RedisServer
  let certificate: Certificate
  let nodes: TestServer[]
  let nginx: AsyncDisposable
  let origin: string
  let token: string

  beforeAll(async () => {
    redis = await startRedis()
    certificate = await selfSignedCertificate('reports.example.com')
    const port = await freePort()
    origin = `https://reports.example.com:${port}`
    const environment = {
      HOST: '127.0.0.1',
      PUBLIC_URL: origin,
      TRUST_PROXY: '1',
      REDIS_URL: redis.url,
      AUTH_SECRET: 'the same secret on every node of a test',
      EXPORT_GRACE_MS: '10000',
      ...privateDemo,
    }
    nodes = []
    for (let node = 0; node < 2; node += 1) {
      nodes.push(await startServer({ ...environment, PORT: String(await freePort()) }))
    }
    const [block] = await codeBlocks('operations/proxy.md', 'nginx')
    nginx = await startNginx(
      withValues(block!, {
        'listen 443': `listen 127.0.0.1:${port}`,
        '10.0.0.11:3000': new URL(nodes[0]!.url).host,
        '10.0.0.12:3000': new URL(nodes[1]!.url).host,
        '/etc/ssl/certs/reports.example.com.pem': certificate.certificateFile,
        '/etc/ssl/private/reports.example.com.key': certificate.keyFile,
      }),
      port,
    )
    const account = { username: 'analyst', password: privateDemo.DEMO_PASSWORD }
    token = (await call('session.signIn', account)).data.token!
  }, 60_000)

  afterAll(async () => {
    await nginx[Symbol.asyncDispose]()
    for (const node of nodes) await node.stop()
    await certificate[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  /** How each request gets to the proxy. */
  const way = (): RequestOptions => ({
    ca: certificate.ca,
    hostAddress: '127.0.0.1',
    localAddress: viewerAddress,
  })

  async function call(procedure: string, input: unknown) {
    const answer = await httpRequest(`${origin}/trpc/${procedure}`, {
      ...way(),
      method: 'POST',
      headers: {
        ...fromPage,
        'content-type': 'application/json',
        // What the proxy has to leave out, or anyone could choose an address.
        'x-forwarded-for': '203.0.113.66',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(input),
    })
    expect(answer.status).toBe(200)
    const { result } = JSON.parse(answer.body.toString()) as {
      result: { data: TicketReceipt & { token?: string } }
    }
    return { data: result.data, cookies: answer.headers['set-cookie'] ?? [] }
  }

  const createTicket = (request: object) => call('export.createTicket', request)
  const addressOf = ({ url }: TicketReceipt) => new URL(url, origin).href

  test('a file is downloaded, and resumed whichever node is asked', async () => {
    const { data, cookies } = await createTicket(oneDay)
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^__Host-coatcheck=[\w-]{43}; .*HttpOnly; Secure; SameSite=Strict/)
    const headers = { ...navigation, cookie: cookies[0]!.split(';', 1)[0]! }
    const whole = await httpRequest(addressOf(data), { ...way(), headers })
    expect(whole.status).toBe(200)
    expect(whole.headers['content-length']).toBe(String(whole.body.length))
    expect(whole.headers['accept-ranges']).toBe('bytes')
    expect(whole.headers['content-encoding']).toBeUndefined()

    const resumed = { ...headers, range: 'bytes=1000-', 'if-range': String(whole.headers.etag) }
    const statuses = []
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const { status, body } = await httpRequest(addressOf(data), { ...way(), headers: resumed })
      statuses.push(status)
      if (status === 206) expect(body.equals(whole.body.subarray(1000))).toBe(true)
      else expect(body.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004')
    }
    expect(statuses).toContain(206)
    expect(statuses.filter((status) => status !== 206 && status !== 200)).toEqual([])
  })

  test('a page is told of rows while the file is made, unbuffered', async () => {
    const events = await openResponse(
      `${origin}/trpc/export.watch?input=${encodeURIComponent('{}')}`,
      { ...way(), headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` } },
    )
    expect(events.headers['content-type']).toContain('text/event-stream')
    let told = ''
    events.setEncoding('utf8').on('data', (text: string) => (told += text))
    const { data, cookies } = await createTicket(allFlights)
    const headers = { ...navigation, cookie: cookies[0]?.split(';', 1)[0] ?? '' }
    const downloading = openResponse(addressOf(data), { ...way(), headers })
    const rowsTold = () =>
      [...told.matchAll(/"state":"running"[^\n]*?"rowsWritten":([1-9]\d*)/g)].map(
        ([, rows]) => rows,
      )
    await vi.waitFor(() => expect(new Set(rowsTold()).size).toBeGreaterThan(3), 15_000)
    await call('export.cancel', { exportId: data.exportId })
    await vi.waitFor(() => expect(told).toContain('"state":"cancelled"'), 5_000)
    const response = await downloading
    response.on('error', () => {}).resume()
    events.destroy()
  })

  test('the log knows the viewer by their own address, and by no made-up one', async () => {
    await createTicket(oneDay)
    const log = nodes.map((node) => node.output()).join('')
    const addresses = [...log.matchAll(/"path":"\/trpc\/[^}]*"address":"([^"]+)"/g)]
    expect(new Set(addresses.map(([, address]) => address))).toEqual(new Set([viewerAddress]))
  })

  test('figures of the nodes are not for the public, unlike their health', async () => {
    expect((await httpRequest(`${origin}/metrics`, way())).status).toBe(403)
    expect((await httpRequest(`${origin}/healthz`, way())).status).toBe(200)
    expect((await httpRequest(`${origin}/readyz`, way())).status).toBe(200)
  })
})
