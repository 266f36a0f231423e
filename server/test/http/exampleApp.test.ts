import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTRPCClient, httpLink } from '@trpc/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app, type AppRouter } from '../../examples/orders/app.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { hasOpenpyxl, readSheets, readWithOpenpyxl } from '../../testing/readSheets.ts'
import { serveApp, type ServedApp } from '../../testing/serveApp.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'

let served: ServedApp
beforeAll(async () => {
  served = await serveApp(app)
})
afterAll(() => served[Symbol.asyncDispose]())

function clientOf(token: string) {
  const headers = { authorization: `Bearer ${token}` }
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${served.url}/trpc`, headers })] })
}

const ada = () => clientOf('token-of-ada')
const max = () => clientOf('token-of-max')

async function download(url: string) {
  const answer = await httpRequest(`${served.url}${url}`)
  expect(answer.status).toBe(200)
  return answer
}

test('the app keeps its own procedures', async () => {
  expect(await ada().hello.query()).toBe('Hello')
})

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])(
  'a token %j is no one’s',
  async (token) => {
    const headers = { authorization: `Bearer ${token}` }
    const url = `${served.url}/trpc/reports.report.list`
    const { status, body } = await httpRequest(url, { headers })
    expect(status).toBe(401)
    expect(body.toString()).not.toContain('stack')
  },
)

test('its report comes as a workbook that another program reads', async () => {
  await using folder = await temporaryFolder()
  const receipt = await ada().reports.export.createTicket.mutate({
    report: 'orders',
    filters: { minTotal: 500 },
    format: 'xlsx',
  })
  expect(receipt.rowCount).toBe(15_000)
  const file = join(folder.path, 'orders.xlsx')
  await writeFile(file, (await download(receipt.url)).body)
  const { csvFiles } = (await hasOpenpyxl())
    ? await readWithOpenpyxl(file, folder.path)
    : await readSheets(file, 1, folder.path)
  const lines = (await readFile(csvFiles[0]!, 'utf8')).trimEnd().split(/\r?\n/)
  expect(lines[0]).toBe('Order,Customer,Total,Ordered')
  expect(lines).toHaveLength(15_001)
  expect(lines[1]).toMatch(/^14,Customer 14,518,/)
})

test('a viewer gets the rows of their own shops', async () => {
  const receipt = await max().reports.export.createTicket.mutate({
    report: 'orders',
    filters: {},
    format: 'csv',
    columns: ['number', 'orderedAt'],
  })
  const { body } = await download(receipt.url)
  const [header, ...lines] = body.toString().replace('\uFEFF', '').trimEnd().split('\r\n')
  expect(header).toBe('Order,Ordered')
  expect(lines).toHaveLength(receipt.rowCount)
  expect(lines[0]).toBe('1,2026-01-01T08:01:00+00:00')
  expect(lines.every((line) => Number(line.split(',')[0]) % 3 === 1)).toBe(true)
})

test('anyone who is not signed in is told so', async () => {
  const asked = { report: 'orders', filters: {}, format: 'csv' } as const
  await expect(
    clientOf('stranger').reports.export.createTicket.mutate(asked),
  ).rejects.toMatchObject({
    message: 'Please sign in.',
    data: { code: 'UNAUTHORIZED' },
  })
})

test('a page of the table can be asked for, too', async () => {
  const page = await ada().reports.report.page.query({
    report: 'orders',
    filters: { minTotal: 999 },
    columns: ['number'],
    offset: 2,
    limit: 2,
  })
  expect(page).toEqual({ offset: 2, rowCount: 2, columns: { number: [2027, 3027] } })
})

test('sorting is refused by a report that cannot', async () => {
  const sorted = ada().reports.export.createTicket.mutate({
    report: 'orders',
    filters: {},
    sort: [{ column: 'total', direction: 'asc' }],
    format: 'csv',
  })
  await expect(sorted).rejects.toMatchObject({
    message: 'The report orders has a fixed order: leave sort out.',
    data: { code: 'BAD_REQUEST' },
  })
})
