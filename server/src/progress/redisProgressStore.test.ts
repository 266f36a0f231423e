import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { RedisClient } from '../redis/redisClient.ts'
import { RedisSubscriber } from '../redis/redisSubscriber.ts'
import { describeProgressStore } from './progressStore.contract.ts'
import { RedisProgressStore } from './redisProgressStore.ts'
import { idOf, progressOf, publish, ticketTtlMs } from './testing/exportProgress.ts'

const silent = { info: () => {}, warn: () => {} }

/** The store as one node sees it. */
async function openNode(url: string) {
  const redis = new RedisClient({ url, logger: silent })
  await redis.opened()
  const store = new RedisProgressStore({
    redis,
    connect: (onReady) => new RedisSubscriber({ url, onReady }),
    ttlMs: 60_000,
  })
  const close = async () => {
    await store.close()
    redis.close()
  }
  return { redis, store, close, [Symbol.asyncDispose]: close }
}

describe.skipIf(noRedis)('Redis', { timeout: 30_000 }, () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  describeProgressStore('Redis', async () => {
    const [here, there] = [await openNode(server.url), await openNode(server.url)]
    await here.redis.command('FLUSHALL')
    // A message that is published before Redis has the subscription is lost.
    await sleep(50)
    return {
      here: here.store,
      there: there.store,
      close: async () => {
        await here.close()
        await there.close()
      },
    }
  })

  /** As if an export had been published longer ago, on Redis's clock. */
  async function age(name: string, ms: number): Promise<void> {
    const key = '{coatcheck}:progress:seattle'
    await using node = await openNode(server.url)
    const note = String(await node.redis.command('HGET', key, idOf(name)))
    const older = note.replace(/^\d+/, (atMs) => String(Number(atMs) - ms))
    await node.redis.command('HSET', key, idOf(name), older)
  }

  test('what a dead node had under way has failed, and its tickets expire', async () => {
    await using here = await openNode(server.url)
    await using there = await openNode(server.url)
    await here.redis.command('FLUSHALL')
    const keptUntil = new Date(Date.now() + 600_000).toISOString()
    const posted = {
      run: progressOf('run'),
      queued: progressOf('queued', { state: 'queued', placeInLine: 2 }),
      sent: progressOf('sent', { state: 'ready', deliveryCount: 1 }),
      kept: progressOf('kept', { state: 'ready', keptUntil }),
      done: progressOf('done', { state: 'delivered' }),
      ticket: progressOf('ticket', { state: 'waiting' }),
      busy: progressOf('busy', { state: 'waiting', errorCode: 'queue-full' }),
      fresh: progressOf('fresh', { state: 'waiting' }),
    }
    for (const progress of Object.values(posted)) publish(here.store, progress)
    await vi.waitFor(async () => expect(await there.store.list('seattle')).toHaveLength(8))
    for (const name of ['run', 'queued', 'sent', 'kept', 'done', 'fresh']) await age(name, 16_500)
    for (const name of ['ticket', 'busy']) await age(name, ticketTtlMs + 16_500)
    const listed = new Map(
      (await there.store.list('seattle')).map((progress) => [progress.exportId, progress] as const),
    )
    const lost = { state: 'failed', errorCode: 'worker-failed' }
    expect(listed.get(idOf('run'))).toMatchObject(lost)
    expect(listed.get(idOf('queued'))).toMatchObject({ ...lost, placeInLine: null })
    expect(listed.get(idOf('sent'))).toMatchObject(lost)
    expect(listed.get(idOf('ticket'))).toMatchObject({ state: 'expired' })
    expect(listed.get(idOf('busy'))).toMatchObject({ state: 'failed', errorCode: 'queue-full' })
    for (const name of ['kept', 'done', 'fresh'] as const) {
      expect(listed.get(idOf(name))).toEqual(posted[name])
    }
  })

  test('a subscriber gets the end of what a dead node had under way', async () => {
    await using there = await openNode(server.url)
    await there.redis.command('FLUSHALL')
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const { state } of there.store.subscribe('seattle', stop.signal)) seen.push(state)
    })()
    const here = await openNode(server.url)
    publish(here.store, progressOf('one'))
    await vi.waitFor(() => expect(seen).toEqual(['running']))
    await here.close()
    await age('one', 16_500)
    await vi.waitFor(() => expect(seen).toEqual(['running', 'failed']), 10_000)
    stop.abort()
    await reading
  })

  test('the node that issued a ticket is not heard once another node has it', async () => {
    await using here = await openNode(server.url)
    await using there = await openNode(server.url)
    await here.redis.command('FLUSHALL')
    const stateOf = async (name: string) =>
      (await there.store.list('seattle')).find(({ exportId }) => exportId === idOf(name))?.state
    publish(here.store, progressOf('one', { state: 'waiting' }))
    await vi.waitFor(async () => expect(await stateOf('one')).toBe('waiting'))
    publish(there.store, progressOf('one'))
    publish(there.store, progressOf('one', { state: 'delivered' }))
    await vi.waitFor(async () => expect(await stateOf('one')).toBe('delivered'))
    // Late, as a busy node may be; the export that follows shows that these have arrived.
    publish(here.store, progressOf('one', { state: 'waiting' }))
    publish(here.store, progressOf('one', { state: 'expired' }))
    publish(here.store, progressOf('one', { state: 'failed', errorCode: 'queue-full' }))
    here.store.remove('seattle', idOf('one'))
    publish(here.store, progressOf('two', { state: 'waiting' }))
    await vi.waitFor(async () => expect(await stateOf('two')).toBe('waiting'))
    expect(await stateOf('one')).toBe('delivered')
    // A ticket that was given back waits again; then any node may say that it has expired.
    publish(there.store, progressOf('two', { state: 'expired' }))
    await vi.waitFor(async () => expect(await stateOf('two')).toBe('expired'))
    there.store.remove('seattle', idOf('one'))
    await vi.waitFor(async () => expect(await stateOf('one')).toBeUndefined())
  })

  test('downloads of one file by several nodes add up, without those of dead nodes', async () => {
    await using here = await openNode(server.url)
    await using there = await openNode(server.url)
    await here.redis.command('FLUSHALL')
    const countOf = async () => (await there.store.list('seattle'))[0]?.deliveryCount
    const say = (node: typeof here, deliveryCount: number, state: 'ready' | 'delivered') =>
      node.store.publish('seattle', progressOf('one', { state, deliveryCount }), {
        ticketEndsAtMs: 0,
        isShared: true,
      })
    const seen: number[] = []
    const stop = new AbortController()
    const reading = (async () => {
      const progress = there.store.subscribe('seattle', stop.signal)
      for await (const { deliveryCount } of progress) seen.push(deliveryCount)
    })()
    say(here, 2, 'ready')
    await vi.waitFor(async () => expect(await countOf()).toBe(2))
    say(there, 1, 'ready')
    await vi.waitFor(() => expect(seen.at(-1)).toBe(3))
    say(there, 0, 'delivered')
    await vi.waitFor(() => expect(seen.at(-1)).toBe(2))
    // Late news of the state is no news, but the downloads are.
    say(here, 5, 'ready')
    await vi.waitFor(async () => expect(await countOf()).toBe(5))
    expect(await there.store.list('seattle')).toMatchObject([{ state: 'delivered' }])
    await here.close()
    const [field] = z
      .array(z.string())
      .parse(await there.redis.command('HKEYS', '{coatcheck}:sending:seattle'))
    await there.redis.command('HSET', '{coatcheck}:sending:seattle', field!, '1000 5')
    expect(await there.store.list('seattle')).toMatchObject([
      { state: 'delivered', deliveryCount: 0 },
    ])
    stop.abort()
    await reading
  })

  test('of a viewer who exports without end, the latest are remembered, and what goes on or is kept', async () => {
    await using here = await openNode(server.url)
    await here.redis.command('FLUSHALL')
    const keptUntil = new Date(Date.now() + 600_000).toISOString()
    publish(here.store, progressOf('runs'))
    publish(here.store, progressOf('queued', { state: 'queued' }))
    publish(here.store, progressOf('sent', { state: 'delivered', deliveryCount: 1 }))
    publish(here.store, progressOf('kept', { state: 'ready', keptUntil }))
    const request = { report: 'flights', filters: {}, format: 'csv' } as const
    here.store.keepRequest('seattle', idOf('0'), request)
    for (let count = 0; count < 450; count += 1) {
      publish(here.store, progressOf(String(count), { state: 'expired' }))
    }
    await vi.waitFor(async () => {
      const known = (await here.store.list('seattle')).map(({ exportId }) => exportId)
      expect(known).toContain(idOf('449'))
      for (const name of ['runs', 'queued', 'sent', 'kept']) expect(known).toContain(idOf(name))
      expect(known).toContain(idOf('310'))
      expect(known).not.toContain(idOf('249'))
      expect(known.length).toBeLessThanOrEqual(200)
    }, 5_000)
    expect(await here.store.requestOf('seattle', idOf('0'))).toBeNull()
  })

  test('what could not be published is published when Redis is back, and subscribers catch up', async () => {
    await using shaky = await startRedis()
    await using here = await openNode(shaky.url)
    await using there = await openNode(shaky.url)
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const { state } of there.store.subscribe('seattle', stop.signal)) seen.push(state)
    })()
    publish(here.store, progressOf('one'))
    await vi.waitFor(() => expect(seen).toEqual(['running']))
    await shaky.stop()
    publish(here.store, progressOf('one', { state: 'ready' }))
    publish(here.store, progressOf('one', { state: 'delivered' }))
    await sleep(200)
    await shaky.start()
    await vi.waitFor(() => expect(seen.at(-1)).toBe('delivered'), 10_000)
    stop.abort()
    await reading
  })
})

describe('the exports of a node', () => {
  test('are all published, whenever they change', async () => {
    // The gap in which one could be left behind is a few microtasks wide.
    for (let delay = 0; delay < 20; delay += 1) {
      const sent: unknown[] = []
      const redis = {
        run: async (_script: unknown, _key: string, [, exportId]: unknown[]) => sent.push(exportId),
      } as unknown as RedisClient
      const connect = () => ({ close() {} }) as unknown as RedisSubscriber
      const store = new RedisProgressStore({ redis, connect, ttlMs: 1 })
      publish(store, progressOf('one'))
      for (let tick = 0; tick < delay; tick += 1) await Promise.resolve()
      publish(store, progressOf('two'))
      await store.close()
      expect(sent, `${delay} microtasks later`).toEqual([idOf('one'), idOf('two')])
    }
  })
})
