import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { namedBlocks, withValues } from '../../testing/documentation.ts'
import { freePort } from '../../testing/freePort.ts'
import { browserClient, type LinkName } from '../../testing/hosts/browserClient.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { packInto } from '../../testing/packInto.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'

// Next.js, in both ways that docs/hosts.md shows: installed from the tarballs, built and started.

const run = promisify(execFile)
const msMax = 600_000

const libraries = {
  '@trpc/server': '11.25.2',
  '@types/node': '^20.19.0',
  '@types/react': '19.3.0',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  typescript: '6.0.3',
  zod: '4.6.7',
}

const layout = `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>
}`

/** What the guide says to change in `coatcheck.ts`, and some rows and procedures for the test. */
function reportsOf(block: string): string {
  const text = withValues(block, {
    'filters: z.strictObject({})': 'filters: z.strictObject({ count: z.int() })',
    'count: () => orders.length': 'count: ({ filters }) => filters.count',
    'rows: () => orders': `rows: async function* ({ filters }) {
    for (let id = 0; id < filters.count; id += 1) {
      if (id % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, filters.count === 9999 ? 200 : 0))
      if (id === 5000 && filters.count === 6000) throw new Error('The source has gone.')
      yield { id, total: id / 7 }
    }
  }`,
    'export const coatcheck = createCoatcheck({': `const start = () => createCoatcheck({
  downloadPath: '/api/export/download',`,
    'reports: coatcheck.router': `reports: coatcheck.router,
  end: t.procedure.input(z.string()).mutation(({ input }) => coatcheck.endExportsOf(input)),
  stats: t.procedure.query(() => coatcheck.stats())`,
    "headers.get('authorization') === 'Bearer secret'\n      ? { id: 'ada', name: 'Ada', scope: null }\n      : null": `{
      const id = headers.get('authorization')?.slice(7)
      return id ? { id, name: id, scope: null, sessionId: id } : null
    }`,
  })
  return text.replace(
    '\nconst t = ',
    `
const shared = globalThis as { coatcheck?: ReturnType<typeof start> }
export const coatcheck = (shared.coatcheck ??= start())

const t = `,
  )
}

describe.each(['pages router', 'app router'] as const)('Next.js with the %s', (routes) => {
  let folder: TemporaryFolder
  let server: ChildProcess
  let url: string
  let users = 0

  beforeAll(async () => {
    folder = await temporaryFolder()
    const dependencies = { ...(await packInto(folder.path)), ...libraries }
    const blocks = await namedBlocks('hosts.md', ['ts', 'js'])
    const [, ignored] = ['pages/api', 'app/api'].toSorted((one) =>
      routes.startsWith(one.slice(0, 3)) ? -1 : 1,
    )
    const files = [...blocks].filter(
      ([name]) => /^(?:app|pages)\//.test(name) && !name.startsWith(ignored!),
    )
    await write('coatcheck.ts', reportsOf(blocks.get('coatcheck.ts')!))
    await write('next.config.mjs', blocks.get('next.config.mjs')!)
    for (const [name, text] of files) await write(name, text)
    await write('app/layout.tsx', layout)
    await write('app/page.tsx', 'export default function Page() { return <p>Orders</p> }')
    const manifest = { name: 'orders', private: true, type: 'module', dependencies }
    await write('package.json', JSON.stringify(manifest))
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' as const }
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--include=dev'], {
      cwd: folder.path,
    })
    const next = join(folder.path, 'node_modules/next/dist/bin/next')
    await run(process.execPath, [next, 'build'], { cwd: folder.path, env })
    const port = await freePort()
    url = `http://localhost:${port}`
    server = spawn(process.execPath, [next, 'start', '-p', String(port), '-H', 'localhost'], {
      cwd: folder.path,
      env,
    })
    await vi.waitFor(() => fetch(url), { timeout: 60_000, interval: 200 })
  }, msMax)
  afterAll(async () => {
    server.kill()
    await once(server, 'close')
    await folder[Symbol.asyncDispose]()
  })

  async function write(name: string, text: string): Promise<void> {
    const path = join(folder.path, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  const asked = (count: number) =>
    ({ report: 'orders', filters: { count }, format: 'csv' }) as const
  const newBrowser = (link?: LinkName) => browserClient(url, `user${(users += 1)}`, link)
  type Browser = ReturnType<typeof newBrowser>
  const get = (browser: Browser, receipt: { url: string }, headers: Record<string, string> = {}) =>
    httpRequest(url + receipt.url, { headers: { ...browser.navigation(), ...headers } })

  async function stats(): Promise<{ running: number; deliveries: number }> {
    const response = await fetch(`${url}/trpc/stats`)
    return (
      (await response.json()) as { result: { data: { running: number; deliveries: number } } }
    ).result.data
  }

  async function prepared(browser: Browser, count: number) {
    const { exportId } = await browser.export.prepare.mutate(asked(count))
    await vi.waitFor(
      async () => {
        const [item] = await browser.export.list.query({ exportId })
        expect(item!.state).toBe('ready')
      },
      { timeout: 60_000, interval: 100 },
    )
    return browser.export.pickUp.mutate({ exportId })
  }

  test.each(['httpLink', 'httpBatchLink', 'httpBatchStreamLink'] as const)(
    '%s: the first ticket, two at once, and a later one',
    async (link) => {
      const browser = newBrowser(link)
      const first = [3, 3].map((count) => browser.export.createTicket.mutate(asked(count)))
      const receipts = await Promise.all(first)
      receipts.push(await browser.export.createTicket.mutate(asked(3)))
      for (const receipt of receipts) {
        const answer = await get(browser, receipt)
        expect([answer.status, answer.body.toString().split('\r\n').length]).toEqual([200, 5])
      }
    },
  )

  test('a subscription tells how an export goes', async () => {
    const browser = newBrowser()
    const states: string[] = []
    const subscription = browser.export.watch.subscribe(
      {},
      { onData: ({ data }) => states.push(data.state) },
    )
    await browser.export.prepare.mutate(asked(3))
    await vi.waitFor(() => expect(states).toContain('ready'), 10_000)
    subscription.unsubscribe()
  })

  test('a file comes whole, and in parts', async () => {
    const browser = newBrowser()
    const receipt = await prepared(browser, 100_000)
    const whole = await get(browser, receipt)
    expect([whole.status, whole.body.toString().split('\r\n').length]).toEqual([200, 100_002])
    const hasLength = whole.headers['content-length'] === String(whole.body.length)
    expect(hasLength).toBe(routes === 'pages router')
    const rest = await get(browser, receipt, {
      range: 'bytes=1000-',
      'if-range': whole.headers.etag!,
    })
    expect([rest.status, rest.body.equals(whole.body.subarray(1000))]).toEqual([206, true])
  })

  test('a delivery that ends early looks broken to its client', async () => {
    const browser = newBrowser()
    const receipt = await prepared(browser, 600_000)
    const response = await openResponse(url + receipt.url, { headers: browser.navigation() })
    await once(response, 'readable')
    await fetch(`${url}/trpc/end`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(`user${users}`),
    })
    expect(await bodyEnd(response)).toBe('cut')
  })

  test('a failure is an error, and a HEAD uses no ticket', async () => {
    const browser = newBrowser()
    const failing = await browser.export.createTicket.mutate(asked(6000))
    expect((await get(browser, failing)).status).toBe(500)
    const receipt = await browser.export.createTicket.mutate(asked(3))
    const head = await httpRequest(url + receipt.url, { method: 'HEAD' })
    expect(head.status).toBe(405)
    expect((await get(browser, receipt)).status).toBe(200)
  })

  test('a client that has gone ends its run, and a cancel does', async () => {
    const browser = newBrowser()
    const running = (count: number) =>
      vi.waitFor(async () => expect((await stats()).running).toBe(count), 10_000)
    const leaving = new AbortController()
    const { url: path } = await browser.export.createTicket.mutate(asked(9999))
    const headers = browser.navigation()
    const left = openResponse(url + path, { headers, signal: leaving.signal })
    await running(1)
    leaving.abort()
    await left.then(bodyEnd, () => {})
    await running(0)
    const receipt = await browser.export.createTicket.mutate(asked(9999))
    const cancelled = get(browser, receipt).then(
      ({ status }) => status,
      () => 'cut',
    )
    await running(1)
    await browser.export.cancel.mutate({ exportId: receipt.exportId })
    expect([404, 'cut']).toContain(await cancelled)
    await running(0)
    await vi.waitFor(async () => expect((await stats()).deliveries).toBe(0), 10_000)
  })
})
