import { setMaxListeners } from 'node:events'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { allFlights, signIn, type Session } from '../../testing/api.ts'
import { rawRequest, type Answer } from '../../testing/httpRequest.ts'
import { isSoak, longTest } from '../../testing/soak.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

/** What the product promises another viewer beside any flood by one. */
const promisedMs = 2_000

let server: TestServer
let analyst: Session
let seattle: Session

beforeAll(async () => {
  server = await startServer()
  analyst = await signIn(server.url, 'analyst')
  seattle = await signIn(server.url, 'seattle')
})

afterAll(() => server.stop())

const { filters } = allFlights

/** Some 160 questions of which no answer can be that of another. */
function charts(index: number) {
  return { report: 'flights', filters: { ...filters, minDelay: index - 80 } }
}

/** Seconds of sorting in a database that does nothing else. */
function longPage(index: number) {
  const columns = ['destinationCity', 'originCity', 'delay']
  const sort = columns.map((column) => ({ column, direction: 'desc' }))
  return { report: 'flights', filters, sort, offset: 2_900_000 + index, limit: 100 }
}

/** As curl sends it: quotes and brackets as they are, so that 160 calls take 15 KB. */
function batchPath(procedure: string, inputs: readonly unknown[]): string {
  const names = inputs.map(() => procedure).join(',')
  return `/trpc/${names}?batch=1&input=${JSON.stringify(Object.assign({}, inputs))}`
}

function callPath(procedure: string, input: unknown): string {
  return `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`
}

interface Flood {
  /** Those that have come so far, in no order. */
  readonly answers: readonly Answer[]
  /** The client goes, and leaves what has not come. */
  leave(): Promise<void>
}

function startFlood({ token }: Session, paths: readonly string[]): Flood {
  const left = new AbortController()
  setMaxListeners(paths.length, left.signal)
  const options = { headers: { authorization: `Bearer ${token}` }, signal: left.signal }
  const answers: Answer[] = []
  const asked = paths.map(async (path) => answers.push(await rawRequest(server.url, path, options)))
  const ended = Promise.allSettled(asked)
  return {
    answers,
    async leave() {
      left.abort()
      await ended
    },
  }
}

interface Failure {
  readonly error: { readonly message: string; readonly data: Record<string, unknown> }
}

function failureOf({ body }: Answer): Failure {
  return JSON.parse(body.toString()) as Failure
}

/** How long the analyst waits for filtered pages, one after the other. */
async function medianPageMs(): Promise<number> {
  const timesMs: number[] = []
  for (let day = 1; day <= 9; day += 1) {
    const startMs = performance.now()
    const { rowCount } = await analyst.api.report.page.query({
      report: 'flights',
      filters: { from: '2001-02-01', until: `2001-03-0${day}`, origins: ['ORD'], minDelay: day },
      offset: 0,
      limit: 100,
    })
    expect(rowCount).toBe(100)
    timesMs.push(performance.now() - startMs)
  }
  return timesMs.toSorted((one, other) => one - other)[4]!
}

/** Queries of pages that run and that wait, as the server counts them. */
async function queriesNow(): Promise<{ active: number; waiting: number }> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const level = (name: string) =>
    Number(new RegExp(`^coatcheck_queries_${name} (.+)$`, 'm').exec(text)?.[1])
  return { active: level('active'), waiting: level('waiting') }
}

async function untilQueriesAre(expected: { active: number; waiting: number }, withinMs: number) {
  await vi.waitFor(async () => expect(await queriesNow()).toEqual(expected), withinMs)
}

const none = { active: 0, waiting: 0 }

describe('beside a flood by seattle, the analyst’s page comes in time', () => {
  test('when 160 charts are one batch, which is refused in words that a client reads', async () => {
    const inputs = Array.from({ length: 160 }, () => ({ report: 'flights', filters }))
    const flood = startFlood(seattle, [batchPath('report.charts', inputs)])
    expect(await medianPageMs()).toBeLessThan(promisedMs)
    await flood.leave()
    expect(flood.answers.map(({ status }) => status)).toEqual([400])
    const { error } = failureOf(flood.answers[0]!)
    expect(error.message).toMatch(/^The batch has too many calls/)
    expect(error.data).toMatchObject({ code: 'BAD_REQUEST', appCode: 'invalid-request' })
  })

  test('when they are 160 requests, of which some get a 429 that says when to come again', async () => {
    const asked = Array.from({ length: 160 }, (_, index) => charts(index))
    const flood = startFlood(
      seattle,
      asked.map((input) => callPath('report.charts', input)),
    )
    await vi.waitFor(async () => expect((await queriesNow()).waiting).toBeGreaterThan(90), 10_000)
    expect(await medianPageMs()).toBeLessThan(promisedMs)
    // The flood has gone on meanwhile.
    expect((await queriesNow()).active).toBe(2)
    await flood.leave()
    const statuses = new Set(flood.answers.map(({ status }) => status))
    expect(statuses).toEqual(new Set([200, 429]))
    for (const answer of flood.answers.filter(({ status }) => status === 429)) {
      const { error } = failureOf(answer)
      expect(error.data).toMatchObject({ appCode: 'too-many-queries', retryAfterS: 2 })
      expect(answer.headers['retry-after']).toBe('2')
    }
    await untilQueriesAre(none, 2_000)
  })

  longTest('when they are batches as large as batches may be', async () => {
    const batches = Array.from({ length: 8 }, (_, batch) =>
      Array.from({ length: 20 }, (_each, index) => charts(batch * 20 + index)),
    )
    const flood = startFlood(
      seattle,
      batches.map((inputs) => batchPath('report.charts', inputs)),
    )
    await vi.waitFor(async () => expect((await queriesNow()).waiting).toBeGreaterThan(90), 10_000)
    expect(await medianPageMs()).toBeLessThan(promisedMs)
    await flood.leave()
    // One batch or two fill the line; the others are refused at once, call by call.
    expect(flood.answers.length).toBeGreaterThan(0)
    for (const answer of flood.answers) {
      const failures = JSON.parse(answer.body.toString()) as Failure[]
      const codes = failures.map(({ error }) => error.data.appCode)
      expect(codes).toEqual(Array.from({ length: 20 }, () => 'too-many-queries'))
    }
    await untilQueriesAre(none, 2_000)
  })
})

test('ten tabs that open a report at once all get what they ask for', async () => {
  // A month shows a line that is too short as well as all days do.
  const ofTab = isSoak ? filters : { from: '2001-03-01', until: '2001-04-01' }
  const tab = async (day: number) => {
    const asked = { report: 'flights', filters: { ...ofTab, minDelay: day } } as const
    const { report } = analyst.api
    await Promise.all([
      report.page.query({ ...asked, offset: 0, limit: 100 }),
      report.summary.query(asked),
      report.summary.query({ ...asked, filters: { ...ofTab, from: '2001-02-01' } }),
      report.charts.query(asked),
      report.options.query({ report: 'flights', field: 'origins' }),
      report.options.query({ report: 'flights', field: 'destinations' }),
    ])
  }
  await Promise.all(Array.from({ length: 10 }, (_, day) => tab(day)))
})

// Each of the queries would take seconds.
test.each([
  [
    'those that run and those that wait, each in a request of its own',
    Array.from({ length: 20 }, (_, index) => callPath('report.page', longPage(index))),
  ],
  [
    'all calls of a batch',
    [
      batchPath(
        'report.page',
        Array.from({ length: 20 }, (_, index) => longPage(index)),
      ),
    ],
  ],
])('queries of a client that has left end at once: %s', async (_what, paths) => {
  const flood = startFlood(analyst, paths)
  await untilQueriesAre({ active: 2, waiting: 18 }, 10_000)
  await flood.leave()
  expect(flood.answers).toEqual([])
  await untilQueriesAre(none, 2_000)
})

test('the server has nothing to complain of', () => {
  expect(server.output()).not.toMatch(/Warning|call failed/)
})
