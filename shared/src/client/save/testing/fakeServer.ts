import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExportProgress } from '../../../exportProgress.ts'
import { newProgress } from '../../../newProgress.ts'

export const exportId = '0b1f7f4e-7a53-4f0e-9a3c-1d1f0a9a1f0e'
export const file = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
export const fileSha256 = createHash('sha256').update(file).digest('hex')

/** What a server does instead: breaks the connection, or refuses the call. */
export type Fault = 'cut' | { readonly httpStatus: number; readonly appCode: string }

export interface FakeServerOptions {
  /** Of the limits; undefined as in older servers. */
  readonly prepares?: boolean
  /** What the polls see, one after another; the last one stays. */
  readonly states?: readonly Partial<ExportProgress>[]
  /** @param count calls of this procedure before */
  readonly fault?: (procedure: string, count: number) => Fault | undefined
  /** After how many bytes the n-th download, from 0, breaks. */
  readonly cutAfter?: (download: number) => number | undefined
  /** Whether the n-th download, from 0, has a ticket that the server knows. */
  readonly ticketGood?: (download: number) => boolean
}

export interface FakeServer extends AsyncDisposable {
  readonly url: URL
  /** Names of the procedures, in the order of the calls. */
  readonly calls: string[]
  /** Inputs of mutations, by name of the procedure. */
  readonly inputs: Map<string, unknown>
  /** The Range header of each download. */
  readonly ranges: (string | undefined)[]
}

const running = newProgress({
  exportId,
  state: 'running',
  request: { report: 'flights', filters: {}, columns: [], sort: [], format: 'csv' } as never,
  fileName: 'flights.csv',
  rowCount: 10,
  createdAt: '2026-01-01T00:00:00.000Z',
})

/** A server with one export, which speaks tRPC's plain protocol. */
export async function fakeServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  const calls: string[] = []
  const inputs = new Map<string, unknown>()
  const ranges: (string | undefined)[] = []
  const { prepares, states = [{ state: 'ready', sha256: fileSha256 }] } = options
  let polls = 0

  const { fileName, rowCount } = running
  const receipt = () => ({
    exportId,
    ticket: 't'.repeat(43),
    url: '/export/download?ticket=t',
    fileName,
    rowCount,
    expiresAt: running.createdAt,
  })
  const procedures: Readonly<Record<string, () => unknown>> = {
    limits: () => ({ rowsMax: 100, queuedMax: 5, prepares }),
    prepare: () => ({ exportId, fileName, rowCount }),
    createTicket: receipt,
    pickUp: receipt,
    list: () => [{ ...running, ...states[Math.min(polls++, states.length - 1)] }],
    cancel: () => null,
  }

  async function answerCall(name: string, request: IncomingMessage, response: ServerResponse) {
    const fault = options.fault?.(name, calls.filter((call) => call === name).length)
    calls.push(name)
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString()
    if (body !== '') inputs.set(name, JSON.parse(body))
    if (fault === 'cut') response.destroy()
    else if (fault) {
      response.statusCode = fault.httpStatus
      response.end(JSON.stringify({ error: { message: 'The server refuses.', data: fault } }))
    } else response.end(JSON.stringify({ result: { data: procedures[name]?.() } }))
  }

  function download(request: IncomingMessage, response: ServerResponse) {
    const count = ranges.push(request.headers.range) - 1
    if (options.ticketGood?.(count) === false) {
      response.writeHead(404).end()
      return
    }
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const cut = options.cutAfter?.(count)
    response.setHeader('etag', '"one"')
    if (request.headers['if-range'] === '"one"') {
      response.statusCode = 206
      response.setHeader('content-range', `bytes ${start}-${file.length - 1}/${file.length}`)
    }
    response.setHeader('content-length', file.length - start)
    if (cut === undefined) response.end(file.subarray(start))
    else response.write(file.subarray(start, start + cut), () => response.socket?.destroySoon())
  }

  const server = createServer((request, response) => {
    const name = /^\/trpc\/export\.(\w+)/.exec(request.url ?? '')?.[1]
    if (name === undefined) download(request, response)
    else void answerCall(name, request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    calls,
    inputs,
    ranges,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
