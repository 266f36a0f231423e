import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { allFlights, oneDay, signIn, type Session } from '../../testing/api.ts'
import { compareFlights, countFlights } from '../../testing/flightsInSource.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { readSheets } from '../../testing/readSheets.ts'
import { patientServer, sharedServer } from '../../testing/sharedServer.ts'
import { longTest } from '../../testing/soak.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer, type RunningServer } from '../../testing/testServer.ts'

let server: RunningServer
let seattle: Session

beforeAll(async () => {
  server = await sharedServer(patientServer)
  seattle = await signIn(server.url, 'seattle')
})

test.each([
  ['nothing', ''],
  ['another user', '&user_id=analyst'],
  ['another origin', '&origin=ATL&origins=ATL&origins[]=ATL'],
  ['another request', `&request=${encodeURIComponent(JSON.stringify(allFlights))}`],
  ['another format and report', '&format=csv&report=bird-strikes'],
])('with %s appended to the address, seattle gets the flights out of SEA', async (_what, more) => {
  await using folder = await temporaryFolder()
  const receipt = await seattle.api.export.createTicket.mutate(oneDay)
  const answer = await httpRequest(`${server.url}${receipt.url}${more}`)
  expect(answer.status).toBe(200)

  const file = join(folder.path, 'export.xlsx')
  await writeFile(file, answer.body)
  const sheets = await readSheets(file, 1, folder.path)
  const comparison = await compareFlights(
    sheets,
    "date >= '2001-03-05' AND date < '2001-03-06' AND origin = 'SEA'",
  )
  expect(comparison).toEqual({
    savedRowCount: receipt.rowCount,
    sourceRowCount: receipt.rowCount,
    differences: [],
  })
})

test('a second ticket in the address gets 400', async () => {
  const mine = await seattle.api.export.createTicket.mutate(oneDay)
  const other = await seattle.api.export.createTicket.mutate(oneDay)
  const answer = await httpRequest(`${server.url}${mine.url}&ticket=${other.ticket}`)
  expect(answer.status).toBe(400)
})

test('filters cannot widen what a viewer may see', async () => {
  const filters = { ...oneDay.filters, origins: ['ATL'] }
  const receipt = await seattle.api.export.createTicket.mutate({ ...oneDay, filters })
  expect(receipt.rowCount).toBe(0)
})

const flightsOfDay = {
  report: 'flights' as const,
  filters: { from: '2001-03-05', until: '2001-03-06' },
}

test('conditions on columns cannot widen what a viewer may see', async () => {
  const where = [
    { column: 'origin' as const, operator: 'is' as const, values: ['ATL', "SEA') OR ('1'='1"] },
  ]
  const receipt = await seattle.api.export.createTicket.mutate({
    ...flightsOfDay,
    format: 'xlsx',
    where,
  })
  expect(receipt.rowCount).toBe(0)
  expect((await seattle.api.report.summary.query({ ...flightsOfDay, where })).rowCount).toBe(0)
  const column = 'origin'
  const { values } = await seattle.api.report.values.query({ ...flightsOfDay, column })
  expect(values).toEqual([
    {
      value: 'SEA',
      count: await countFlights("date >= '2001-03-05' AND date < '2001-03-06' AND origin = 'SEA'"),
    },
  ])
})

test('an export has the rows that its conditions select, and says which', async () => {
  await using folder = await temporaryFolder()
  const where = [
    { column: 'delay' as const, operator: 'between' as const, min: 15, max: 60 },
    { column: 'destinationCity' as const, operator: 'contains' as const, text: 'LOS' },
  ]
  const receipt = await seattle.api.export.createTicket.mutate({
    ...flightsOfDay,
    format: 'xlsx',
    where,
  })
  const answer = await httpRequest(`${server.url}${receipt.url}`)
  const file = join(folder.path, 'export.xlsx')
  await writeFile(file, answer.body)
  const comparison = await compareFlights(
    await readSheets(file, 1, folder.path),
    `date >= '2001-03-05' AND date < '2001-03-06' AND origin = 'SEA' AND delay BETWEEN 15 AND 60
      AND "destinationCity" ILIKE '%los%'`,
  )
  expect(comparison.savedRowCount).toBeGreaterThan(0)
  expect(comparison).toEqual({
    savedRowCount: receipt.rowCount,
    sourceRowCount: receipt.rowCount,
    differences: [],
  })
  const { exportId } = receipt
  expect(await seattle.api.export.request.query({ exportId })).toMatchObject({ where })
  const [listed] = await seattle.api.export.list.query({ exportId })
  expect(listed!.filterWords).toContain('Delay: 15 to 60 min')
  expect(listed!.filterWords).toContain('Destination city: contains “LOS”')
})

test('counts on the page and in the receipt are those of the scope', async () => {
  const wanted = await countFlights("origin = 'SEA'")
  const { filters } = allFlights
  const receipt = await seattle.api.export.createTicket.mutate(allFlights)
  const summary = await seattle.api.report.summary.query({ report: 'flights', filters })
  const page = await seattle.api.report.page.query({
    report: 'flights',
    filters,
    offset: 0,
    limit: 100,
  })
  expect(receipt.rowCount).toBe(wanted)
  expect(summary.rowCount).toBe(wanted)
  expect(page.rowCount).toBe(100)
  expect(new Set(page.columns.origin)).toEqual(new Set(['SEA']))
})

test('no one sees or cancels the exports of someone else', async () => {
  const analyst = await signIn(server.url, 'analyst')
  const receipt = await seattle.api.export.createTicket.mutate(oneDay)
  const listed = await analyst.api.export.list.query()
  expect(listed.map(({ exportId }) => exportId)).not.toContain(receipt.exportId)
  await expect(
    analyst.api.export.cancel.mutate({ exportId: receipt.exportId }),
  ).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } })
  expect((await httpRequest(`${server.url}${receipt.url}`)).status).toBe(200)
})

longTest('a production server that no one can sign in to says so at its start', async () => {
  await using closed = await startServer({ NODE_ENV: 'production' })
  expect(closed.output()).toContain('No one can sign in: set AUTH_JWKS_URL')
  await expect(signIn(closed.url, 'analyst')).rejects.toThrow()
})
