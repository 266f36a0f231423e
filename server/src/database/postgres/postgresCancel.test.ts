import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { noPostgres, startPostgres } from '../../../testing/postgresServer.ts'
import { query, readRows } from '../testing/readRows.ts'
import { openPostgres } from './postgres.ts'

const cancelCode = 80_877_102

/** Passes connections on to a server, except requests to cancel: as some proxies do. */
async function proxyWithoutCancels(serverUrl: string) {
  const serverPort = Number(new URL(serverUrl).port)
  let [cancelCount, byteCount] = [0, 0]
  const proxy = createServer((client) => {
    client.on('error', () => {})
    client.once('data', (first: Buffer) => {
      if (first.length === 16 && first.readInt32BE(4) === cancelCode) {
        cancelCount += 1
        client.end()
        return
      }
      const server = connect(serverPort, '127.0.0.1').on('error', () => {})
      server.on('data', (bytes) => (byteCount += bytes.length))
      server.on('close', () => client.destroy())
      client.on('close', () => server.destroy())
      server.write(first)
      server.pipe(client).pipe(server)
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const url = new URL(serverUrl)
  url.port = String((proxy.address() as AddressInfo).port)
  return {
    url: url.href,
    cancelCount: () => cancelCount,
    byteCount: () => byteCount,
    async [Symbol.asyncDispose]() {
      proxy.close()
      await once(proxy, 'close')
    },
  }
}

const megabyte = 1_024 * 1_024
/** What the proxy passes on is also in memory for a while. */
const heldBytesMax = 80 * megabyte

describe.skipIf(noPostgres)('a cancel that is lost', { timeout: 120_000 }, () => {
  test('keeps none of the rows that go on to arrive', async () => {
    await using server = await startPostgres()
    await using proxy = await proxyWithoutCancels(server.url)
    const database = openPostgres({ url: proxy.url, connectionsMax: 1 })
    const endless = query(
      `SELECT repeat('abcdefgh', 1000) || a.i FROM generate_series(1, 10000) AS a(i)
       CROSS JOIN generate_series(1, 10000) AS b(i)`,
      ['text'],
    )
    const abort = new AbortController()
    const batches = database.stream(endless, abort.signal)
    await batches.next()
    const [heldBefore, passedBefore] = [process.memoryUsage().arrayBuffers, proxy.byteCount()]
    abort.abort()
    let heldBytes = 0
    while (proxy.byteCount() - passedBefore < 100 * megabyte && heldBytes < heldBytesMax) {
      await sleep(5)
      heldBytes = Math.max(heldBytes, process.memoryUsage().arrayBuffers - heldBefore)
    }
    await batches.return()
    expect(proxy.cancelCount()).toBeGreaterThan(0)
    expect(heldBytes).toBeLessThan(heldBytesMax)
    expect(await readRows(database, query('SELECT 1', ['integer']))).toEqual([[1]])
    await database.close()
  })
})
