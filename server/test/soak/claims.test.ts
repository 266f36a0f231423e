import { afterAll, beforeAll, expect, test } from 'vitest'
import { oneDay, signIn, type Session } from '../support/api.ts'
import { auditOf } from '../support/auditOf.ts'
import { httpRequest } from '../support/httpRequest.ts'
import { times } from '../support/soak.ts'
import { startServer, type TestServer } from '../support/testServer.ts'

let server: TestServer
let analyst: Session

beforeAll(async () => {
  server = await startServer({ EXPORT_GRACE_MS: '20000', LOG_LEVEL: 'warn' })
  analyst = await signIn(server.url, 'analyst')
})

afterAll(() => server.stop())

/** A handful of rows: what is looked at is who gets them. */
const request = { ...oneDay, filters: { ...oneDay.filters, minDelay: 700 } }

test('200 parallel claims of one ticket start one run, round after round', async () => {
  const rounds = times(10, 500)
  for (let round = 0; round < rounds; round += 1) {
    const { url } = await analyst.api.export.createTicket.mutate(request)
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => httpRequest(`${server.url}${url}`)),
    )
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses).toEqual([200, ...Array.from({ length: 199 }, () => 404)])
  }
  const claimed = (await auditOf(server.folder)).filter(({ type }) => type === 'claimed')
  expect(claimed).toHaveLength(rounds)
}, 600_000)
