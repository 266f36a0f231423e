import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { freePort } from '../../testing/freePort.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { sendBytes } from '../../testing/sentBytes.ts'
import { longTest } from '../../testing/soak.ts'
import { startServer } from '../../testing/testServer.ts'

const isMetrics = /^# HELP/m
const evil = { headers: { host: 'evil.example' } }

/** Other ways to write a path, each of which a proxy may or may not take for it. */
function otherWays(path: string): string[] {
  const [first = ''] = path.slice(1)
  const encoded = `/%${first.charCodeAt(0).toString(16)}${path.slice(2)}`
  const ways = [`${path}/`, path.toUpperCase(), `/${path}`, encoded, `${path}//`, `/.${path}`]
  return [...ways, `${path};x`, `${path}%2f`, `/x/..${path}`]
}

test('probes and metrics are served at their own paths alone, by whichever name', async () => {
  await using server = await startServer()
  for (const path of ['/metrics', '/healthz', '/readyz']) {
    expect((await httpRequest(server.url + path, evil)).status).toBe(200)
    const asked = await httpRequest(server.url + path)
    for (const other of otherWays(path)) {
      const answer = await sendBytes(server.url, [
        `GET ${other} HTTP/1.1`,
        'Host: localhost',
        'Connection: close',
      ])
      expect(answer, other).not.toContain(asked.body.toString().slice(0, 40))
    }
  }
  for (const path of ['/', '/trpc/session.options', '/export/download', '/assets/x', '/metrics/']) {
    expect((await httpRequest(server.url + path, evil)).status, path).toBe(421)
  }
  for (const path of ['/TRPC/session.options', '/export/download/', '/EXPORT/DOWNLOAD']) {
    const { status, headers } = await httpRequest(server.url + path)
    expect([status, headers['content-type']], path).toEqual([
      200,
      expect.stringContaining('text/html'),
    ])
  }
})

test('with METRICS_PORT the metrics are there alone, until the service stops', async () => {
  const port = await freePort()
  await using server = await startServer({ METRICS_PORT: String(port) })
  const url = `http://localhost:${port}`
  expect(server.output()).toContain(`The metrics are at ${url}/metrics`)
  expect((await httpRequest(`${url}/metrics`)).body.toString()).toMatch(isMetrics)
  expect((await httpRequest(`${url}/trpc/session.options`)).status).toBe(404)
  const { status, body } = await httpRequest(`${server.url}/metrics`)
  expect([status, body.toString()]).toEqual([404, 'The metrics are at METRICS_PORT.\n'])
  expect(await server.stop()).toBe(0)
  await expect(accepts(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

longTest('METRICS_HOST says where they listen', async () => {
  const port = await freePort()
  const env = { METRICS_PORT: String(port), METRICS_HOST: '127.0.0.5' }
  await using server = await startServer(env)
  expect(server.output()).toContain(`http://127.0.0.5:${port}/metrics`)
  expect((await httpRequest(`http://127.0.0.5:${port}/metrics`)).status).toBe(200)
  await expect(accepts(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a port that is taken ends the start in a sentence', async () => {
  // Ready in its place, so that the start is waited for no longer.
  const other = createServer((_, response) => response.end()).listen(0, 'localhost')
  await once(other, 'listening')
  const port = String((other.address() as AddressInfo).port)
  const failed = await startServer({ METRICS_PORT: port }).then(
    () => 'started',
    (error: unknown) => String(error),
  )
  await using ended = await startServer({ PORT: port })
  const sentence = `PORT: another program listens on port ${port} of localhost`
  await vi.waitFor(() => expect(ended.output()).toContain(`  ${sentence}`), 20_000)
  expect(failed).toContain(`METRICS_${sentence}`)
  expect(failed + ended.output()).not.toMatch(/\n\s+at /)
  other.close()
})

function accepts(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })
}
