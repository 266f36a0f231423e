import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { redisStoresOn } from '../coatcheck/redisStoresOn.ts'
import { Random } from '../formats/testing/random.ts'
import type { NodeMessage } from '../progress/progressStore.ts'
import { progressOf } from '../progress/testing/exportProgress.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { RedisClient } from './redisClient.ts'

const channels = ['{coatcheck}:nodes', '{coatcheck}:progress:seattle'] as const
const real = [
  JSON.stringify({ type: 'cancel', exportId: 'one' }),
  JSON.stringify({ type: 'sessionEnded', sessionId: 'one' }),
  JSON.stringify(progressOf('one')),
]
const known = [
  ...['', ' ', 'null', '[]', '{}', '0', '"cancel"', 'undefined', 'NaN', '{"type":"cancel"}'],
  ...['{"type":"cancel","exportId":null}', '{"type":"sessionEnded","exportId":"one"}', '\0'],
  ...['{"type":"__proto__","exportId":"x"}', '{"__proto__":{"type":"cancel"}}', '\ufffd\ud800'],
  ...['['.repeat(100_000), `{"type":"cancel","exportId":"${'x'.repeat(1_000_000)}`],
]

/** A message of ours with some of its characters changed, left out or doubled. */
function broken(random: Random): string {
  const text = Array.from(random.pick(real))
  for (let count = random.integer(1, 8); count > 0; count -= 1) {
    const at = random.integer(0, text.length - 1)
    const letter = String.fromCharCode(random.integer(0, 0x2ff))
    text[at] = random.pick(['', text[at]! + text[at]!, letter, '"', '}'])
  }
  return text.join('')
}

describe.skipIf(noRedis)('what comes from Redis', { timeout: 60_000 }, () => {
  let server: RedisServer
  let redis: RedisClient
  beforeAll(async () => {
    server = await startRedis()
    redis = new RedisClient({ url: server.url, logger: { info() {}, warn() {} } })
    await redis.opened()
  })
  afterAll(async () => {
    redis.close()
    await server[Symbol.asyncDispose]()
  })

  async function openStores() {
    const warnings: unknown[] = []
    const metrics = createMetrics()
    const { progress } = redisStoresOn(redis, {
      url: server.url,
      waitReplicas: 0,
      recordKey: undefined,
      metrics,
      logger: { warn: (facts: unknown) => void warnings.push(facts) },
    })
    const ignored = async (kind: string) => {
      const line = new RegExp(`redis_ignored_total\\{kind="${kind}"\\} (\\d+)`)
      return Number(line.exec(await metrics.text())?.[1] ?? 0)
    }
    return { progress, warnings, ignored, [Symbol.asyncDispose]: () => progress.close() }
  }

  test('is ignored and counted unless it is of ours, and no node ends', async () => {
    await using stores = await openStores()
    const heard: NodeMessage[] = []
    stores.progress.subscribeToMessages((message) => heard.push(message))
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const { state } of stores.progress.subscribe('seattle', stop.signal)) {
        seen.push(state)
      }
    })()
    await sleep(200)

    const random = new Random(15)
    const messages = [...known, ...Array.from({ length: 3_000 }, () => broken(random))]
    for (const message of messages) {
      for (const channel of channels) await redis.command('PUBLISH', channel, message)
    }
    await redis.command('PUBLISH', channels[0], real[0]!)
    await redis.command(
      'PUBLISH',
      channels[1],
      JSON.stringify(progressOf('end', { state: 'expired' })),
    )
    await vi.waitFor(() => {
      expect(heard.at(-1)).toEqual({ type: 'cancel', exportId: 'one' })
      expect(seen.at(-1)).toBe('expired')
    }, 20_000)
    expect(await stores.ignored('message')).toBe(messages.length + 1 - heard.length)
    expect(await stores.ignored('progress')).toBeGreaterThan(messages.length / 2)
    stop.abort()
    await reading
  })

  test('does not end the node when a listener fails, and the fault is logged', async () => {
    await using stores = await openStores()
    stores.progress.subscribeToMessages(() => {
      throw new Error('a listener failed')
    })
    await sleep(200)
    await redis.command('PUBLISH', channels[0], real[0]!)
    await vi.waitFor(() => {
      expect(stores.warnings).toEqual([{ kind: 'message', err: new Error('a listener failed') }])
    })
    expect(await stores.ignored('message')).toBe(1)
  })

  test('of a list of exports is what can be read', async () => {
    await using stores = await openStores()
    const notes = known.map((json, index) => [`e${index}`, `1 node 1 0 0 ${json}`])
    notes.push(['odd', 'no note'], ['one', `1 node 1 0 0 ${real[2]!}`])
    await redis.command('HSET', channels[1], ...notes.flat())
    expect(await stores.progress.list('seattle')).toEqual([progressOf('one')])
    expect(await stores.ignored('progress')).toBe(known.length)
  })
})
