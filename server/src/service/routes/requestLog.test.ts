import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { LevelWithSilent } from 'pino'
import { expect, test } from 'vitest'
import { createLogger } from '../../telemetry/logger.ts'
import { createRequestLog } from './requestLog.ts'

const ticket = 'T'.repeat(43)

interface Exchange {
  readonly url: string
  readonly status?: number
  readonly level?: LevelWithSilent
  readonly express?: { originalUrl?: string; ip?: string }
}

/** What is logged of one request that has been answered. */
function logged({ url, status = 200, level = 'info', express = {} }: Exchange) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const request = new IncomingMessage(new Socket())
  Object.assign(request, { method: 'GET', url }, express)
  request.headers = { authorization: 'Bearer abc', cookie: 'a=b', referer: 'https://x.example/?t' }
  const response = new ServerResponse(request)
  createRequestLog(createLogger({ level, destination }))(request, response)
  response.statusCode = status
  response.emit('finish')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('a request is logged once, with method, path, address, status and time', () => {
  const express = { ip: '192.0.2.7' }
  const [line, ...others] = logged({ url: '/trpc/report.page', status: 404, express })
  expect(others).toEqual([])
  expect(line).toMatchObject({
    level: 'info',
    req: { method: 'GET', path: '/trpc/report.page', address: '192.0.2.7' },
    res: { status: 404 },
    responseTime: expect.any(Number) as number,
  })
  for (const header of ['Bearer', 'a=b', 'x.example']) {
    expect(JSON.stringify(line)).not.toContain(header)
  }
})

test('an address that a proxy made up is not logged', () => {
  const [line] = logged({ url: '/', express: { ip: 'evil' } })
  expect(line?.req).toMatchObject({ address: null })
})

test.each([`/export/download?ticket=${ticket}`, '/trpc/export.list?input=%7B%7D', '/#a', '/?'])(
  '%s is logged without its query',
  (url) => {
    const [line] = logged({ url })
    expect(line?.req).toMatchObject({ path: url.split(/[?#]/)[0] })
    expect(JSON.stringify(line)).not.toContain('ticket')
  },
)

test('a router that cuts the address changes nothing', () => {
  const [line] = logged({ url: '/', express: { originalUrl: '/export/download?ticket=abc' } })
  expect(line?.req).toMatchObject({ path: '/export/download' })
})

test('a path is cut where it gets long, and no ticket is left over at the cut', () => {
  const [line] = logged({ url: `/${'long/'.repeat(32)}${ticket}${'x'.repeat(1000)}` })
  const { path } = line?.req as { path: string }
  expect(path.length).toBeLessThanOrEqual(200)
  expect(path).not.toContain('TTTT')
})

test('a failure of ours is an error, whatever path it was', () => {
  expect(logged({ url: '/trpc/x', status: 500 })[0]).toMatchObject({ level: 'error' })
  expect(logged({ url: '/readyz', status: 503 })[0]).toMatchObject({ level: 'error' })
})

test.each(['/healthz', '/readyz', '/metrics'])('%s says nothing while it goes well', (url) => {
  expect(logged({ url })).toEqual([])
  expect(logged({ url, level: 'debug' })[0]).toMatchObject({ level: 'debug' })
})
