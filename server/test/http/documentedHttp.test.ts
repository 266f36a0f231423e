import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import express from 'express'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createCoatcheck, createMetrics, defineRowsReport } from '../../src/index.ts'
import { hasCurl } from '../../testing/curl.ts'
import { codeBlocks, withValues } from '../../testing/documentation.ts'
import { serveApp } from '../../testing/serveApp.ts'
import { patientServer, sharedServer } from '../../testing/sharedServer.ts'
import { skipReason } from '../../testing/skipReason.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'

const page = 'http.md'
const divider = '--- next block ---'

test.skipIf(skipReason('curl', hasCurl))(
  'every command of the page does what the page says',
  async () => {
    const server = await sharedServer(patientServer)
    await using folder = await temporaryFolder()
    const [first, ...others] = await codeBlocks(page, 'sh')
    const blocks = [withValues(first!, { 'http://localhost:3000': server.url }), ...others]
    const script = join(folder.path, 'page.sh')
    await writeFile(script, `set -euo pipefail\n${blocks.join(`\necho '${divider}'\n`)}`)
    const { stdout } = await promisify(execFile)('bash', [script], { cwd: folder.path })
    const printed = stdout.split(`${divider}\n`).map((text) => text.trim())

    const file = (name: string) => readFile(join(folder.path, name))
    expect((await file('flights.xlsx')).subarray(0, 2).toString()).toBe('PK')
    expect(printed[2]).toBe('ready')
    const january = await file('january.csv')
    expect(january.subarray(3, 19).toString()).toBe('Flight,Departure')
    expect(january.equals(await file('part.csv'))).toBe(true)
    expect(january.equals(await file('form.csv'))).toBe(true)
    expect(JSON.parse(printed[6]!)).toMatchObject({ error: { code: 'ticket-malformed' } })
    expect(JSON.parse((await file('openapi.json')).toString())).toHaveProperty('openapi')
    // One for each block: a new one has to be checked here.
    expect(printed).toHaveLength(8)
  },
)

const report = defineRowsReport({
  description: {
    id: 'orders',
    title: 'Orders',
    description: '',
    range: null,
    filters: z.strictObject({}),
    fields: [],
    columns: [{ id: 'number', label: 'Number', type: 'integer', width: 10 }],
    measures: [],
    charts: [],
  },
  count: () => 1,
  async *rows() {
    yield { number: 1 }
  },
})

test('the routes for OpenAPI and for metrics work in any app', async () => {
  const [openApi, metrics] = await codeBlocks(page, 'ts')
  const app = express()
  const viewer = ({ headers }: { headers: Headers }) =>
    headers.get('authorization') === 'Bearer ada' ? { id: 'ada', name: 'Ada', scope: null } : null
  const context = createContext({ app, createCoatcheck, createMetrics, reports: [report], viewer })
  // The context has what it imports.
  runInContext(metrics!.replace(/^import .*\n/m, ''), context)
  runInContext(openApi!, context)
  await using served = await serveApp(app)

  const described = await fetch(`${served.url}/openapi.json`, {
    headers: { authorization: 'Bearer ada' },
  })
  expect(await described.json()).toMatchObject({
    paths: { '/trpc/reports.export.createTicket': {} },
  })
  expect((await fetch(`${served.url}/openapi.json`)).status).toBe(401)
  const counted = await fetch(`${served.url}/metrics`)
  expect(await counted.text()).toContain('coatcheck_queue_length 0')
})
