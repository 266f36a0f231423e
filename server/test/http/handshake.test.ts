import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outlineOf } from '@coatcheck/shared'
import { flights } from '@coatcheck/shared/demo'
import { unzip } from '../../src/formats/zip/unzip.ts'
import { allFlights, apiClient, oneDay, signIn, type Session } from '../../testing/api.ts'
import { hasCurl } from '../../testing/curl.ts'
import { compareFlights } from '../../testing/flightsInSource.ts'
import { httpRequest, openResponse } from '../../testing/httpRequest.ts'
import { readSheets } from '../../testing/readSheets.ts'
import { skipReason } from '../../testing/skipReason.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer, type TestServer } from '../../testing/testServer.ts'

const run = promisify(execFile)

const oneDaySql = "date >= '2001-03-05' AND date < '2001-03-06'"

let server: TestServer
let analyst: Session

beforeAll(async () => {
  server = await startServer()
  analyst = await signIn(server.url, 'analyst')
})

afterAll(() => server.stop())

test.skipIf(skipReason('curl', hasCurl))('curl gets every row of the request', async () => {
  await using folder = await temporaryFolder()
  const curl = async (...args: string[]): Promise<unknown> => {
    const { stdout } = await run('curl', ['--silent', '--show-error', '--fail', ...args], {
      cwd: folder.path,
    })
    return stdout && JSON.parse(stdout)
  }
  const json = ['--header', 'content-type: application/json']
  const signedIn = (await curl(
    ...json,
    '--data',
    JSON.stringify({ username: 'analyst', password: 'coatcheck' }),
    `${server.url}/trpc/session.signIn`,
  )) as { result: { data: { token: string } } }
  const created = (await curl(
    ...json,
    '--header',
    `authorization: Bearer ${signedIn.result.data.token}`,
    '--data',
    JSON.stringify(oneDay),
    `${server.url}/trpc/export.createTicket`,
  )) as { result: { data: { url: string; fileName: string; rowCount: number } } }
  const { url, fileName, rowCount } = created.result.data

  await curl('--remote-name', '--remote-header-name', `${server.url}${url}`)

  const sheets = await readSheets(join(folder.path, fileName), 1, folder.path)
  const comparison = await compareFlights(sheets, oneDaySql)
  expect(comparison).toEqual({ savedRowCount: rowCount, sourceRowCount: rowCount, differences: [] })
})

test('a report with a template fills its workbook', async () => {
  const filters = { from: '2002-01-01', until: '2002-02-01' }
  const receipt = await analyst.api.export.createTicket.mutate({
    report: 'strike-costs',
    filters,
    format: 'xlsx',
  })
  const parts = unzip((await httpRequest(`${server.url}${receipt.url}`)).body)
  const textOf = (path: string) => Buffer.from(parts.get(path)!).toString('utf8')
  const lastRow = 3 + receipt.rowCount
  expect(receipt.rowCount).toBeGreaterThan(9)
  expect(textOf('xl/charts/chart1.xml')).toContain(`<c:f>Strikes!$E$4:$E$${lastRow}</c:f>`)
  expect(textOf('xl/workbook.xml')).toContain(`Strikes!$A$3:$F$${lastRow}</definedName>`)
})

test('a CSV holds every row of the request, too', async () => {
  await using folder = await temporaryFolder()
  const receipt = await analyst.api.export.createTicket.mutate({ ...oneDay, format: 'csv' })
  const answer = await httpRequest(`${server.url}${receipt.url}`)
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(answer.body.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))

  const csvFile = join(folder.path, receipt.fileName)
  await writeFile(csvFile, answer.body)
  const comparison = await compareFlights({ csvFiles: [csvFile], dates: 'iso' }, oneDaySql)
  expect(comparison).toEqual({
    savedRowCount: receipt.rowCount,
    sourceRowCount: receipt.rowCount,
    differences: [],
  })
})

test('a finished file has its length, a validator and every protective header', async () => {
  const receipt = await analyst.api.export.createTicket.mutate(oneDay)
  const { status, headers, headerNames, body } = await httpRequest(`${server.url}${receipt.url}`)

  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'content-length': String(body.length),
    'accept-ranges': 'bytes',
    etag: expect.stringMatching(/^"[0-9a-f]+"$/) as string,
    'cache-control': 'private, no-store, no-transform',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    'cross-origin-resource-policy': 'same-origin',
    'x-robots-tag': 'noindex',
    'x-accel-buffering': 'no',
  })
  expect(headers['content-disposition']).toBe(
    `attachment; filename="${receipt.fileName}"; filename*=UTF-8''${encodeURIComponent(receipt.fileName)}`,
  )
  const names = headerNames.map((name) => name.toLowerCase())
  expect(names).toEqual([...new Set(names)])
  expect(names).not.toContain('x-powered-by')
  expect(names).not.toContain('transfer-encoding')
})

test('a file that takes longer than the grace begins at once, without a length', async () => {
  await using hasty = await startServer({ EXPORT_GRACE_MS: '0' })
  const { api } = await signIn(hasty.url, 'analyst')
  const receipt = await api.export.createTicket.mutate(allFlights)
  const startMs = performance.now()
  const response = await openResponse(`${hasty.url}${receipt.url}`)
  expect(performance.now() - startMs).toBeLessThan(4000)
  expect(response.headers).toMatchObject({
    'accept-ranges': 'none',
    'transfer-encoding': 'chunked',
  })
  expect(response.headers).not.toHaveProperty('content-length')
  expect(response.headers).not.toHaveProperty('etag')
  response.destroy()
})

test('a ticket in the form of a POST does the same and stays out of addresses', async () => {
  const receipt = await analyst.api.export.createTicket.mutate(oneDay)
  const { status, body } = await httpRequest(`${server.url}/export/download`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ticket: receipt.ticket }).toString(),
  })
  expect(status).toBe(200)
  expect(body.subarray(0, 4)).toEqual(Buffer.from('PK\u0003\u0004'))
})

test('without a token there are neither rows nor tickets', async () => {
  const stranger = apiClient(server.url)
  const code = { data: { code: 'UNAUTHORIZED' } }
  await expect(stranger.export.createTicket.mutate(oneDay)).rejects.toMatchObject(code)
  await expect(stranger.report.list.query()).rejects.toMatchObject(code)
  await expect(stranger.session.viewer.query()).rejects.toMatchObject(code)
  const forged = apiClient(server.url, `${analyst.token.slice(0, -4)}AAAA`)
  await expect(forged.export.createTicket.mutate(oneDay)).rejects.toMatchObject(code)
})

test('the list of reports says what can be asked of each', async () => {
  const outlines = await analyst.api.report.list.query()
  expect(outlines.map(({ id }) => id)).toEqual(['flights', 'bird-strikes', 'strike-costs'])
  expect(outlines[0]).toEqual({ ...outlineOf(flights), takesWhere: true })
})

test('the limits of exports include those of workbooks that are filled', async () => {
  const { xlsxRowsMax } = await analyst.api.export.limits.query()
  // Two rows above the headings.
  expect(xlsxRowsMax).toEqual({ 'strike-costs': 1_048_576 - 3 })
})

test('an impossible request names the field and says what would be right', async () => {
  const backwards = { ...oneDay, filters: { from: '2001-03-06', until: '2001-03-05' } }
  await expect(analyst.api.export.createTicket.mutate(backwards)).rejects.toMatchObject({
    data: {
      code: 'BAD_REQUEST',
      issues: [
        {
          path: ['filters', 'until'],
          message: expect.stringContaining('Must be later than the start') as string,
        },
      ],
    },
  })
})

test('probes and the page need no token', async () => {
  expect((await httpRequest(`${server.url}/healthz`)).status).toBe(200)
  expect((await httpRequest(`${server.url}/readyz`)).status).toBe(200)
  const page = await httpRequest(`${server.url}/`)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.body.toString()).toContain('<div id="app">')
})

test('the page of the built product is served under every address of the page', async () => {
  const index = await readFile(new URL('../../../web/dist/index.html', import.meta.url))
  const answer = await httpRequest(`${server.url}/flights?from=2001-01-01`, {
    headers: { accept: 'text/html' },
  })
  expect(answer.body.equals(index)).toBe(true)
})
