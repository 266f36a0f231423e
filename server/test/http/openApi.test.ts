import { beforeAll, expect, test } from 'vitest'
import type { OpenApiDocument, OpenApiOperation } from '../../src/openApi/document.ts'
import { documentProblems, schemasOf } from '../../src/openApi/testing/documentProblems.ts'
import { signIn } from '../../testing/api.ts'
import { patientServer, sharedServer } from '../../testing/sharedServer.ts'
import type { RunningServer } from '../../testing/testServer.ts'

let server: RunningServer
let headers: Record<string, string>
let document: OpenApiDocument
let schemas: ReturnType<typeof schemasOf>

beforeAll(async () => {
  server = await sharedServer(patientServer)
  const { token } = await signIn(server.url, 'seattle')
  headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${server.url}/openapi.json`, { headers })
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
  document = (await answer.json()) as OpenApiDocument
  schemas = schemasOf(document, { strict: true })
})

const called = new Set<string>()

function operationAt(path: string, method: 'get' | 'post'): OpenApiOperation {
  const operation = document.paths[path]?.[method]
  if (!operation) throw new Error(`${method} ${path} is not in the document.`)
  called.add(`${method} ${path}`)
  return operation
}

/** The documented schema of an answer, of this status or of its hundred. */
function schemaOf({ responses }: OpenApiOperation, status: number, type: string): object {
  const documented = responses[status] ?? responses[`${String(status)[0]}XX`]
  const { content } =
    documented && '$ref' in documented
      ? document.components.responses[documented.$ref.split('/').at(-1)!]!
      : documented!
  return content![type]!.schema!
}

/** Calls a procedure as the document says, and checks what is sent and received by its schemas. */
async function call(name: string, input?: unknown, wanted = 200): Promise<unknown> {
  const path = `/trpc/${name}`
  const method = document.paths[path]?.post ? 'post' : 'get'
  const operation = operationAt(path, method)
  const [parameter] = operation.parameters ?? []
  const inputSchema = (parameter ?? operation.requestBody)?.content?.['application/json']?.schema
  const isLeftOut = input === undefined && parameter?.required === false
  if (inputSchema && !isLeftOut) expect(schemas.compile(inputSchema)(input)).toBe(wanted === 200)
  const json = JSON.stringify(input)
  const answer =
    method === 'post'
      ? await fetch(server.url + path, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: json,
        })
      : await fetch(`${server.url}${path}?${new URLSearchParams(json ? { input: json } : {})}`, {
          headers,
        })
  expect(answer.status).toBe(wanted)
  const body: unknown = await answer.json()
  const check = schemas.compile(schemaOf(operation, wanted, 'application/json'))
  expect(check(body), `${name}: ${JSON.stringify(check.errors)}`).toBe(true)
  return body
}

async function dataOf(name: string, input?: unknown): Promise<Record<string, unknown>> {
  return ((await call(name, input)) as { result: { data: Record<string, unknown> } }).result.data
}

const rows = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-01-03', minDelay: 15 },
}
const request = { ...rows, columns: ['date', 'delay'], format: 'csv', fileName: 'late' }

test('it is valid for an independent validator', async () => {
  expect(await documentProblems(document)).toEqual([])
})

test('it is shown to no one who is not signed in', async () => {
  for (const authorization of [undefined, 'Bearer wrong']) {
    const answer = await fetch(`${server.url}/openapi.json`, {
      headers: authorization === undefined ? {} : { authorization },
    })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(await answer.json()).toEqual({
      error: { code: 'unauthenticated', message: 'Please sign in.' },
    })
  }
})

test('each query returns what its schema says', async () => {
  await call('report.list')
  await call('report.page', {
    ...rows,
    sort: [{ column: 'delay', direction: 'desc' }],
    offset: 0,
    limit: 3,
  })
  const where = [
    { column: 'delay', operator: 'between', max: 60 },
    { column: 'origin', operator: 'isNot', values: ['ATL'] },
  ]
  await call('report.summary', { ...rows, where })
  await call('report.values', { ...rows, where, column: 'destination', search: 'a' })
  await call('report.charts', rows)
  await call('report.options', { report: 'flights', field: 'origins' })
  await call('export.limits')
})

test('an export that is prepared goes the documented way to its file', async () => {
  const { exportId } = await dataOf('export.prepare', request)
  await expect
    .poll(() => dataOf('export.list', { exportId }), { timeout: 30_000 })
    .toMatchObject([{ state: 'ready' }])
  await call('export.list')
  await call('export.request', { exportId })
  await readProgress(String(exportId))
  const { url } = await dataOf('export.pickUp', { exportId })
  const file = await download(String(url))
  expect(file.status).toBe(200)
  const operation = operationAt('/export/download', 'get')
  for (const name of Object.keys((operation.responses['200'] as { headers: object }).headers)) {
    expect(file.headers.get(name), name).not.toBeNull()
  }
  await call('export.cancel', { exportId })
})

/** The first event with this export, checked by the schema of an event. */
async function readProgress(exportId: string): Promise<void> {
  const operation = operationAt('/trpc/export.watch', 'get')
  expect(Object.keys((operation.responses['200'] as { content: object }).content)).toEqual([
    'text/event-stream',
  ])
  const stop = new AbortController()
  const { signal } = stop
  const answer = await fetch(`${server.url}/trpc/export.watch`, { headers, signal })
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const check = schemas.named('ExportProgress')
  let text = ''
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const event = text.split('\n\n').find((part) => part.includes(exportId) && /^id: /m.test(part))
    const [, data] = /^data: (.*)$/m.exec(event ?? '') ?? []
    if (data === undefined) continue
    expect(check(JSON.parse(data)), JSON.stringify(check.errors)).toBe(true)
    break
  }
  stop.abort()
}

async function download(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(server.url + url, init)
  const operation = operationAt(new URL(answer.url).pathname, init.method ? 'post' : 'get')
  const documented = operation.responses[answer.status] as { content: object } | undefined
  const [type] = (answer.headers.get('content-type') ?? '').split(';')
  const types = Object.keys(documented?.content ?? {}).map((name) => name.split(';')[0])
  expect(types).toContain(type)
  return answer
}

test('a ticket can be sent as a form, and a client with a key fetches a part again', async () => {
  const clientKey = 'k'.repeat(43)
  const { ticket } = await dataOf('export.createTicket', { ...request, format: 'xlsx', clientKey })
  const form = { method: 'POST', body: new URLSearchParams({ ticket: String(ticket) }) }
  const cookie = `coatcheck=${clientKey}`
  const whole = await download('/export/download', { ...form, headers: { cookie } })
  const bytes = Buffer.from(await whole.arrayBuffer())
  const etag = whole.headers.get('etag')!
  const part = await download(`/export/download?ticket=${String(ticket)}`, {
    headers: { cookie, range: 'bytes=100-', 'if-range': etag },
  })
  expect(part.status).toBe(206)
  expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100))).toBe(true)
})

test('failures have the documented form', async () => {
  await call('export.prepare', { ...request, columns: ['nothing'] }, 400)
  const where = [{ column: 'nothing', operator: 'blank' }]
  await call('report.values', { ...rows, where, column: 'delay' }, 400)
  const refused = await download(`/export/download?ticket=${'t'.repeat(43)}`, {
    headers: { accept: 'application/json' },
  })
  expect(refused.status).toBe(404)
  expect(schemas.named('DownloadError')(await refused.json())).toBe(true)
})

test('no operation is left that was not called', () => {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect([...called].toSorted()).toEqual(all.toSorted())
})
