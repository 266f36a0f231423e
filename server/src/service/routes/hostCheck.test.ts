import express from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { httpRequest } from '../../../testing/httpRequest.ts'
import { sendBytes } from '../../../testing/sentBytes.ts'
import { serveApp, type ServedApp } from '../../../testing/serveApp.ts'
import { readConfig } from '../config/config.ts'
import { hostCheck } from './hostCheck.ts'

let served: ServedApp
afterEach(() => served[Symbol.asyncDispose]())

async function serve(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env)
  const app = express().set('trust proxy', config.trustProxy).use(hostCheck(config))
  app.use((_request, response) => void response.send('served'))
  served = await serveApp(app)
}

async function statusFor(headers: Record<string, string>, path = '/'): Promise<number> {
  return (await httpRequest(served.url + path, { headers })).status
}

async function statusOfBytes(...lines: string[]): Promise<string | undefined> {
  return / (\d{3}) /.exec(await sendBytes(served.url, [...lines, 'Connection: close']))?.[1]
}

const publicUrl = { HOST: '0.0.0.0', PUBLIC_URL: 'https://Reports.example.com:8443' }
const allowed = { HOST: '192.0.2.10', ALLOWED_HOSTS: 'Reports.lan., bücher.example' }

describe('a host is served', () => {
  test.each<[string, NodeJS.ProcessEnv]>([
    ['localhost', {}],
    ['localhost:3000', {}],
    ['LOCALHOST:3000', {}],
    ['localhost.', {}],
    ['app.localhost:5173', {}],
    ['127.0.0.1:3000', {}],
    ['[::1]:3000', {}],
    ['[::1]', {}],
    ['localhost:3000', { HOST: '0.0.0.0' }],
    ['localhost:3000', { HOST: '::' }],
    ['192.0.2.10:3000', { HOST: '0.0.0.0' }],
    ['[2001:db8::7]:3000', { HOST: '::' }],
    ['203.0.113.9', publicUrl],
    ['reports.example.com', publicUrl],
    ['REPORTS.example.com.:8443', publicUrl],
    ['reports.lan:3000', allowed],
    ['xn--bcher-kva.example', allowed],
    ['reports.internal:3000', { HOST: 'Reports.internal' }],
  ])('%s, with %j', async (host, env) => {
    await serve(env)
    expect(await statusFor({ host })).toBe(200)
  })
})

describe('a host is refused', () => {
  test.each<[string, NodeJS.ProcessEnv]>([
    ['evil.example', {}],
    ['evil.example:3000', {}],
    ['localhost.evil.example', {}],
    ['127.0.0.1.evil.example', {}],
    ['notlocalhost', {}],
    ['localhost..', {}],
    ['localhost@evil.example', {}],
    ['evil.example/localhost', {}],
    ['localhost, evil.example', {}],
    ['localhost:port', {}],
    ['[::1', {}],
    ['[evil]', {}],
    ['reports.example.com', {}],
    ['reports.example.com', { HOST: '0.0.0.0' }],
    ['sub.reports.example.com', publicUrl],
    ['reports.example.com.evil.example', publicUrl],
    ['localhost', allowed],
    ['bucher.example', allowed],
  ])('%j, with %j', async (host, env) => {
    await serve(env)
    expect(await statusFor({ host })).toBe(421)
  })

  test('that is missing or empty, or comes twice', async () => {
    await serve({})
    expect(await statusOfBytes('GET / HTTP/1.0')).toBe('421')
    expect(await statusOfBytes('GET / HTTP/1.1', 'Host: localhost', 'Host: evil.example')).toBe(
      '421',
    )
    expect(await statusOfBytes('GET / HTTP/1.1', 'Host: evil.example', 'Host: localhost')).toBe(
      '421',
    )
    expect(await statusOfBytes('GET / HTTP/1.1', 'Host:')).toBe('421')
    expect(await statusOfBytes('GET / HTTP/1.1', 'Host: localhost')).toBe('200')
  })

  test('by the address that a request for a proxy names', async () => {
    await serve({})
    const target = (address: string) => statusOfBytes(`GET ${address} HTTP/1.1`, 'Host: localhost')
    expect(await target('http://localhost/')).toBe('200')
    expect(await target('http://evil.example/')).toBe('421')
    expect(await target('HTTP://localhost@evil.example/')).toBe('421')
    expect(await target('//evil.example/')).toBe('200')
    expect(await statusOfBytes('GET http://localhost/ HTTP/1.1', 'Host: evil.example')).toBe('421')
  })
})

describe('a host that a proxy forwards', () => {
  const forwarded = (host: string, name: string) =>
    statusFor({ host, 'x-forwarded-host': name, 'x-forwarded-for': '192.0.2.60' })

  test('is checked beside the one that came, when the proxy is trusted', async () => {
    await serve({ ...publicUrl, TRUST_PROXY: '1' })
    expect(await forwarded('reports.example.com', 'reports.example.com')).toBe(200)
    expect(await forwarded('reports.example.com', 'evil.example')).toBe(421)
    expect(await forwarded('evil.example', 'reports.example.com')).toBe(421)
  })

  test('counts for nothing otherwise', async () => {
    await serve({})
    expect(await forwarded('localhost', 'evil.example')).toBe(200)
    expect(await forwarded('evil.example', 'localhost')).toBe(421)
  })
})

describe('a refusal', () => {
  test('says what to do, and is short whatever the name', async () => {
    await serve({})
    const headers = { host: 'evil.example' }
    const { body, headers: answered } = await httpRequest(served.url, { headers })
    expect(body.toString()).toBe(
      'This service is not served under the host name evil.example. Use its own address, or start ' +
        'it with this name in ALLOWED_HOSTS.\n',
    )
    expect(answered['content-type']).toContain('text/plain')
    expect(answered['cache-control']).toBe('no-store')
    for (const host of ['a'.repeat(254), 'b'.repeat(5000), '<script>', '"'.repeat(500)]) {
      const { body } = await httpRequest(served.url, { headers: { host } })
      expect(body.length).toBeLessThan(300)
      expect(body.toString()).not.toMatch(/[<"]/)
    }
  })

  test('is an error to a client of the API, and to one that asks for JSON', async () => {
    await serve({})
    const json = { host: 'evil.example', accept: 'application/json' }
    for (const [path, headers] of [
      ['/trpc/report.list', { host: 'evil.example' }],
      ['/', json],
    ] as const) {
      const { body } = await httpRequest(served.url + path, { headers })
      expect(JSON.parse(body.toString())).toMatchObject({
        error: {
          message: expect.stringContaining('ALLOWED_HOSTS') as string,
          data: { httpStatus: 421, appCode: 'host-not-served' },
        },
      })
    }
  })
})
