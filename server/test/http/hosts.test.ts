import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { documentedTable } from '../../testing/documentation.ts'
import { browserClient, type LinkName } from '../../testing/hosts/browserClient.ts'
import { hosts, type RunningHost } from '../../testing/hosts/hosts.ts'
import { ordersApp, type OrdersApp } from '../../testing/hosts/orders.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { isSoak } from '../../testing/soak.ts'

// What every host and every link of tRPC can do. The table in docs/embedding.md is made of this.

const few = { report: 'orders', filters: { count: 3 }, format: 'csv' } as const
/** Several MB: more than the buffers on the way to a client that does not read. */
const many = { report: 'orders', filters: { count: 40_000 }, format: 'csv' } as const

const links: readonly LinkName[] = ['httpLink', 'httpBatchLink', 'httpBatchStreamLink']

const features = [
  'httpLink',
  'httpBatchLink',
  'httpBatchStreamLink',
  'subscription',
  'download',
  'resume',
  'cut line',
  'cancel',
] as const
type Feature = (typeof features)[number]

const passed = new Map<string, Set<Feature>>()

/** For `npm test`, one of each kind: on Node's requests, with its own hooks, and on the web's requests. */
const shortForm = ['Express 5', 'Fastify 5', 'any fetch-style server']
const testedHosts = hosts.filter(({ name }) => isSoak || shortForm.includes(name))

describe.each(testedHosts)('$name', ({ name, start, streams }) => {
  let app: OrdersApp
  let host: RunningHost
  let users = 0

  beforeAll(async () => {
    app = ordersApp({ limits: { graceMs: 100 } })
    host = await start(app)
    passed.set(name, new Set())
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
    await app.coatcheck.close()
  })

  /** A browser that has no cookie yet. */
  const newBrowser = (link?: LinkName) => browserClient(host.url, `user${(users += 1)}`, link)
  type Browser = ReturnType<typeof newBrowser>

  const get = (browser: Browser, { url }: { url: string }, headers: Record<string, string> = {}) =>
    httpRequest(host.url + url, { headers: { ...browser.navigation(), ...headers } })

  const open = (browser: Browser, { url }: { url: string }, signal?: AbortSignal) =>
    openResponse(host.url + url, { headers: browser.navigation(), ...(signal && { signal }) })

  const works = (feature: Feature) => passed.get(name)!.add(feature)

  async function prepared(browser: Browser) {
    const { exportId } = await browser.export.prepare.mutate(many)
    await vi.waitFor(
      async () => {
        const [item] = await browser.export.list.query({ exportId })
        expect(item!.state).toBe('ready')
      },
      { timeout: 30_000, interval: 50 },
    )
    return browser.export.pickUp.mutate({ exportId })
  }

  test.each(links)('%s: the first ticket, two at once, and a later one', async (link) => {
    const browser = newBrowser(link)
    const asked = [few, few].map((request) => browser.export.createTicket.mutate(request))
    const first = await Promise.all(asked)
    const later = await browser.export.createTicket.mutate(few)
    expect([...browser.jar.keys()]).toEqual(['coatcheck'])
    for (const receipt of [...first, later]) {
      const answer = await get(browser, receipt)
      expect([answer.status, answer.body.toString().split('\r\n').length]).toEqual([200, 5])
    }
    works(link)
  })

  test('a ticket is good in its own browser only', async () => {
    const browser = newBrowser()
    const receipt = await browser.export.createTicket.mutate(few)
    const other = newBrowser()
    await other.export.createTicket.mutate(few)
    expect((await get(other, receipt)).status).toBe(404)
    expect((await get(browser, receipt)).status).toBe(200)
  })

  test('a program without cookies gets its file, too', async () => {
    const browser = newBrowser()
    const headers = { authorization: 'Bearer script', 'content-type': 'application/json' }
    const answer = await httpRequest(`${host.url}/trpc/reports.export.createTicket`, {
      method: 'POST',
      headers,
      body: JSON.stringify(few),
    })
    const { result } = JSON.parse(answer.body.toString()) as { result: { data: { url: string } } }
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect((await httpRequest(host.url + result.data.url)).status).toBe(200)
    expect(browser.jar.size).toBe(0)
  })

  test('a form brings the ticket, and only a short one', async () => {
    const browser = newBrowser()
    const { ticket } = await browser.export.createTicket.mutate(few)
    const post = (body: string, type = 'application/x-www-form-urlencoded') =>
      httpRequest(`${host.url}/export/download`, {
        method: 'POST',
        headers: { ...browser.navigation(), 'content-type': type },
        body,
      })
    expect((await post(`pad=${'x'.repeat(5000)}&ticket=${ticket}`)).status).toBe(400)
    expect((await post(`ticket=${ticket}&ticket=${ticket}`)).status).toBe(400)
    expect((await post(`report=other&ticket=${ticket}`)).status).toBe(200)
  })

  test('what is no download is refused, with our headers and no file name', async () => {
    const browser = newBrowser()
    const receipt = await browser.export.createTicket.mutate(few)
    const head = await httpRequest(host.url + receipt.url, {
      method: 'HEAD',
      headers: browser.navigation(),
    })
    expect([head.status, head.headers.allow]).toEqual([405, 'GET, POST'])
    const scripted = await get(browser, receipt, { 'sec-fetch-mode': 'cors' })
    expect(scripted.status).toBe(403)
    expect(scripted.headers).toMatchObject({
      'cache-control': 'private, no-store, no-transform',
      'content-type': 'text/html; charset=utf-8',
    })
    expect(scripted.headers['content-disposition']).toBeUndefined()
    // No one has used the ticket up.
    expect((await get(browser, receipt)).status).toBe(200)
  })

  test('a subscription tells how an export goes', async () => {
    const browser = newBrowser('httpBatchStreamLink')
    const states: string[] = []
    let subscription: { unsubscribe(): void } | undefined
    await new Promise<void>((resolve, reject) => {
      subscription = browser.export.watch.subscribe(
        {},
        {
          onStarted: () => resolve(),
          onData: ({ data }) => states.push(data.state),
          onError: reject,
        },
      )
    })
    await browser.export.prepare.mutate(few)
    await vi.waitFor(() => expect(states).toContain('ready'))
    subscription?.unsubscribe()
    works('subscription')
  })

  test('a prepared file has its length, and comes whole', async () => {
    const browser = newBrowser()
    const answer = await get(browser, await prepared(browser))
    const length = Number(answer.headers['content-length'])
    expect([answer.status, answer.body.length]).toEqual([200, length])
    expect(answer.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="orders.*\.csv"/,
      ) as string,
    })
    expect(answer.headers.etag).toBe(
      `"${createHash('sha256').update(answer.body).digest('hex').slice(0, 32)}"`,
    )
    works('download')
  })

  test('a line that is cut is resumed where it broke', async () => {
    const browser = newBrowser()
    const receipt = await prepared(browser)
    const whole = await get(browser, receipt)
    const leaving = new AbortController()
    const broken = await open(browser, receipt, leaving.signal)
    await once(broken, 'readable')
    leaving.abort()
    expect(await bodyEnd(broken)).toBe('cut')
    const from = 1_000_000
    const rest = await get(browser, receipt, {
      range: `bytes=${from}-`,
      'if-range': whole.headers.etag!,
    })
    expect(rest.status).toBe(206)
    expect(rest.headers['content-range']).toBe(
      `bytes ${from}-${whole.body.length - 1}/${whole.body.length}`,
    )
    expect(rest.body.equals(whole.body.subarray(from))).toBe(true)
    await vi.waitFor(() => expect(app.coatcheck.stats().deliveries).toBe(0))
    works('resume')
  })

  test('a delivery that ends early looks broken to its client', async () => {
    const browser = newBrowser()
    const receipt = await prepared(browser)
    const response = await open(browser, receipt)
    await once(response, 'readable')
    // Servers on web streams tell the terminal, too.
    vi.spyOn(console, 'error').mockReturnValue()
    await app.coatcheck.endExportsOf(`of user${users}`)
    expect(await bodyEnd(response)).toBe('cut')
    works('cut line')
  })

  test('a failure after the first rows is an error or a broken download, and never a file', async () => {
    const browser = newBrowser()
    const receipt = await browser.export.createTicket.mutate(many)
    app.control.beforeBatch = async (index) => {
      if (index === 30) {
        await new Promise((resolve) => setTimeout(resolve, 300))
        throw new Error('The source has gone.')
      }
    }
    const response = await open(browser, receipt)
    if (streams) {
      expect(response.statusCode).toBe(200)
      expect(await bodyEnd(response)).toBe('cut')
    } else {
      expect(response.statusCode).toBe(500)
      expect(response.headers['content-disposition']).toBeUndefined()
      response.resume()
    }
    app.control.beforeBatch = () => {}
  })

  test('a client that has gone ends its run, and a cancel does', async () => {
    const browser = newBrowser()
    app.control.beforeBatch = () => new Promise((resolve) => setTimeout(resolve, 20))
    const stopped = () =>
      vi.waitFor(() => {
        const { deliveries, running, spoolBytes } = app.coatcheck.stats()
        expect({ deliveries, running, spoolBytes }).toEqual({
          deliveries: 0,
          running: 0,
          spoolBytes: 0,
        })
      }, 5000)
    const running = () => vi.waitFor(() => expect(app.coatcheck.stats().running).toBe(1))
    await freeAll()

    const leaving = new AbortController()
    const left = open(browser, await browser.export.createTicket.mutate(many), leaving.signal)
    await running()
    leaving.abort()
    await left.then(bodyEnd, () => {})
    await stopped()

    const receipt = await browser.export.createTicket.mutate(many)
    const cancelled = open(browser, receipt)
    await running()
    await browser.export.cancel.mutate({ exportId: receipt.exportId })
    const response = await cancelled
    // Where the first rows are on their way already, the client sees them break off.
    if (response.statusCode === 200) expect(await bodyEnd(response)).toBe('cut')
    else expect(response.statusCode).toBe(404)
    await stopped()
    app.control.beforeBatch = () => {}
    works('cancel')

    /** Drops the files that earlier tests have left. */
    async function freeAll() {
      for (let user = 1; user <= users; user += 1) {
        const { export: theirs } = browserClient(host.url, `user${user}`)
        for (const { exportId, state } of await theirs.list.query()) {
          if (['ready', 'delivered'].includes(state)) await theirs.cancel.mutate({ exportId })
        }
      }
    }
  })
})

test('the documentation says what was found here', async () => {
  const rows = testedHosts.map(({ name }) => [
    name,
    ...features.map((feature) => (passed.get(name)?.has(feature) ? '✓' : '')),
  ])
  const [headings, ...documented] = await documentedTable('embedding.md', 'Host')
  expect(headings).toEqual(['Host', ...features])
  expect(documented.map(([name]) => name)).toEqual(hosts.map(({ name }) => name))
  const isTested = (row: string[]) => testedHosts.some(({ name }) => name === row[0])
  expect(documented.filter(isTested)).toEqual(rows)
})
