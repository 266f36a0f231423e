import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBrowserTicket, navigation, oneDay, signIn, type Session } from '../../testing/api.ts'
import { http10 } from '../../testing/http10.ts'
import { httpRequest, type Answer } from '../../testing/httpRequest.ts'
import { privateDemo, signInPrivately } from '../../testing/privateDemo.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

let server: TestServer
let analyst: Session

beforeAll(async () => {
  server = await startServer({ TICKETS_PER_VIEWER_MAX: '50' })
  analyst = await signIn(server.url, 'analyst')
})

afterAll(() => server.stop())

async function newTicketUrl(): Promise<string> {
  const { url } = await analyst.api.export.createTicket.mutate(oneDay)
  return `${server.url}${url}`
}

function download(query: string, headers: Record<string, string> = {}): Promise<Answer> {
  return httpRequest(`${server.url}/export/download${query}`, { headers })
}

const forged = 'A'.repeat(43)

/** Errors must not be saved as files, and must not tell more than they have to. */
function expectErrorPage(answer: Answer): void {
  expect(answer.headers).not.toHaveProperty('content-disposition')
  expect(answer.headers['cache-control']).toContain('no-store')
  expect(answer.body.toString()).not.toMatch(/\bat .*:\d+:\d+|node_modules|Error:/)
}

test('used, expired, forged and stolen tickets get one identical 404', async () => {
  const used = await newTicketUrl()
  expect((await httpRequest(used)).status).toBe(200)
  const stolen = await createBrowserTicket(server.url, analyst.token, oneDay)
  await using shortLived = await startServer({ TICKET_TTL_S: '1' })
  const elsewhere = await signIn(shortLived.url, 'analyst')
  const expired = await elsewhere.api.export.createTicket.mutate(oneDay)
  await sleep(1100)

  const answers = await Promise.all([
    httpRequest(used),
    httpRequest(`${shortLived.url}${expired.url}`),
    download(`?ticket=${forged}`),
    httpRequest(`${server.url}${stolen.receipt.url}`),
  ])

  for (const answer of answers) {
    expect(answer.status).toBe(404)
    expectErrorPage(answer)
    expect(answer.body).toEqual(answers[0].body)
    expect(withoutDate(answer)).toEqual(withoutDate(answers[0]))
  }
})

function withoutDate({ headers }: Answer): Record<string, unknown> {
  return { ...headers, date: undefined }
}

test.each([
  ['missing', ''],
  ['empty', '?ticket='],
  ['too short', `?ticket=${forged.slice(1)}`],
  ['too long', `?ticket=${forged}A`],
  ['of other characters', `?ticket=${forged.slice(1)}%2B`],
  ['repeated', `?ticket=${forged}&ticket=${forged}`],
  ['an array', `?ticket[]=${forged}`],
])('a ticket that is %s gets 400', async (_what, query) => {
  const answer = await download(query)
  expect(answer.status).toBe(400)
  expectErrorPage(answer)
})

test('200 parallel claims of one ticket give exactly one file', async () => {
  const url = await newTicketUrl()
  const answers = await Promise.all(Array.from({ length: 200 }, () => httpRequest(url)))
  const files = answers.filter(({ status }) => status === 200)
  expect(files).toHaveLength(1)
  // The end record of a ZIP file (APPNOTE 4.3.16) closes a whole workbook.
  expect(files[0]!.body.subarray(-22, -18)).toEqual(Buffer.from('PK\u0005\u0006'))
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(199)
})

describe('what spends no ticket', () => {
  const requests: [string, number, Parameters<typeof httpRequest>[1]][] = [
    ['HEAD', 405, { method: 'HEAD' }],
    ['PUT', 405, { method: 'PUT' }],
    ['a prefetch', 503, { headers: { ...navigation, 'sec-purpose': 'prefetch;prerender' } }],
    ['a script', 403, { headers: { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' } }],
    [
      'an image',
      403,
      { headers: { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' } },
    ],
    ['a link on another site', 403, { headers: { ...navigation, 'sec-fetch-site': 'cross-site' } }],
    ['a sibling subdomain', 403, { headers: { ...navigation, 'sec-fetch-site': 'same-site' } }],
  ]

  test.each(requests)('%s gets %i', async (_what, status, options) => {
    const url = await newTicketUrl()
    const answer = await httpRequest(url, options)
    expect(answer.status).toBe(status)
    expectErrorPage(answer)
    if (status === 405) expect(answer.headers.allow).toBe('GET, POST')
    if (status === 503) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect((await httpRequest(url)).status).toBe(200)
  })
})

describe('the browser that asked for it', () => {
  test('gets the file again, in parts if it likes, and no one else does', async () => {
    const { receipt, cookie } = await createBrowserTicket(server.url, analyst.token, oneDay)
    const url = `${server.url}${receipt.url}`
    const headers = { ...navigation, cookie }

    const whole = await httpRequest(url, { headers })
    expect(whole.status).toBe(200)
    const again = await httpRequest(url, { headers })
    expect(again.body.equals(whole.body)).toBe(true)

    const rest = await httpRequest(url, {
      headers: { ...headers, range: 'bytes=1000-', 'if-range': String(whole.headers.etag) },
    })
    expect(rest.status).toBe(206)
    expect(rest.headers['content-range']).toBe(
      `bytes 1000-${whole.body.length - 1}/${whole.body.length}`,
    )
    expect(rest.body.equals(whole.body.subarray(1000))).toBe(true)

    const elsewhere = await signIn(server.url, 'analyst')
    const other = await createBrowserTicket(server.url, elsewhere.token, oneDay)
    const stranger = { ...navigation, cookie: other.cookie }
    expect((await httpRequest(url, { headers: stranger })).status).toBe(404)
    expect((await httpRequest(url)).status).toBe(404)
  })

  test.each([
    ['past the end', { range: 'bytes=999999999-' }],
    ['of another version', { range: 'bytes=5-', 'if-range': '"0123"' }],
    ['of nonsense', { range: 'lines=1-2' }],
    ['of several parts', { range: 'bytes=0-1,5-6' }],
  ])('a range %s gets the whole file, never 416', async (_what, range) => {
    const { receipt, cookie } = await createBrowserTicket(server.url, analyst.token, oneDay)
    const url = `${server.url}${receipt.url}`
    const whole = await httpRequest(url, { headers: { ...navigation, cookie } })
    const answer = await httpRequest(url, { headers: { ...navigation, cookie, ...range } })
    expect(answer.status).toBe(200)
    expect(answer.body.length).toBe(whole.body.length)
  })

  test('the cookie is HttpOnly, SameSite=Strict and for the whole site', async () => {
    const answer = await httpRequest(`${server.url}/trpc/export.createTicket`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${analyst.token}`,
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
      },
      body: JSON.stringify(oneDay),
    })
    expect(answer.headers['set-cookie']).toHaveLength(1)
    const attributes = answer.headers['set-cookie']![0]!.split('; ').slice(1)
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict', 'Path=/']))
  })
})

test('behind a proxy that ends TLS the cookie is Secure and has the prefix that pins it', async () => {
  await using behind = await startServer({ TRUST_PROXY: 'loopback', ...privateDemo })
  const { token } = await signInPrivately(behind.url, 'analyst')
  const forwarded = { 'x-forwarded-proto': 'https' }
  const answer = await httpRequest(`${behind.url}/trpc/export.createTicket`, {
    method: 'POST',
    headers: {
      ...forwarded,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
    },
    body: JSON.stringify(oneDay),
  })
  const [cookie = '', ...attributes] = answer.headers['set-cookie']![0]!.split('; ')
  expect(cookie).toMatch(/^__Host-coatcheck=[\w-]{43}$/)
  expect(attributes).toEqual(
    expect.arrayContaining(['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']),
  )
  const { url } = (JSON.parse(answer.body.toString()) as { result: { data: { url: string } } })
    .result.data
  const headers = { ...navigation, ...forwarded, cookie }
  expect((await httpRequest(`${behind.url}${url}`, { headers })).status).toBe(200)
})

test('a client that is no browser may bind a ticket by bringing a cookie of its own', async () => {
  const cookie = `coatcheck=${'c'.repeat(43)}`
  const answer = await httpRequest(`${server.url}/trpc/export.createTicket`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${analyst.token}`,
      'content-type': 'application/json',
      cookie,
    },
    body: JSON.stringify(oneDay),
  })
  expect(answer.headers).not.toHaveProperty('set-cookie')
  const { url } = (JSON.parse(answer.body.toString()) as { result: { data: { url: string } } })
    .result.data
  expect((await httpRequest(`${server.url}${url}`)).status).toBe(404)
  const whole = await httpRequest(`${server.url}${url}`, { headers: { cookie } })
  const rest = await httpRequest(`${server.url}${url}`, {
    headers: { cookie, range: 'bytes=5000-', 'if-range': String(whole.headers.etag) },
  })
  expect(rest.status).toBe(206)
  expect(rest.body.equals(whole.body.subarray(5000))).toBe(true)
})

describe('HTTP/1.0, which cannot tell a cut from an end', () => {
  test('gets a file whose length is known', async () => {
    const answer = await http10(await newTicketUrl())
    expect(answer).toMatch(/^HTTP\/1\.[01] 200 /)
    expect(answer).toMatch(/\r\ncontent-length: \d+\r\n/i)
  })
})
