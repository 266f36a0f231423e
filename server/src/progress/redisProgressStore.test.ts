import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noRedis, startRedis, type RedisServer } from '../../testing/redisServer.ts'
import { RedisClient } from '../redis/redisClient.ts'
import { RedisSubscriber } from '../redis/redisSubscriber.ts'
import { describeExportBoard, idOf, progressOf } from './progressStore.contract.ts'
import { RedisProgressStore } from './redisProgressStore.ts'

const silent = { info: () => {}, warn: () => {} }

const ticketTtlMs = 60_000

/** The board as one node sees it. */
async function openNode(url: string) {
  const redis = new RedisClient({ url, logger: silent })
  await redis.opened()
  const board = new RedisProgressStore({
    redis,
    subscribe: (onGap) => new RedisSubscriber({ url, onGap }),
    ttlMs: 60_000,
    ticketTtlMs,
  })
  const close = async () => {
    await board.close()
    redis.close()
  }
  return { redis, board, close, [Symbol.asyncDispose]: close }
}

describe.skipIf(noRedis)('Redis', { timeout: 30_000 }, () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  describeExportBoard('Redis', async () => {
    const [here, there] = [await openNode(server.url), await openNode(server.url)]
    await here.redis.command('FLUSHALL')
    // A listener is there once Redis has it: a word that comes before is for nobody.
    await sleep(50)
    return {
      here: here.board,
      there: there.board,
      close: async () => {
        await here.close()
        await there.close()
      },
    }
  })

  /** As if a note had been put up longer ago, by the time that Redis noted. */
  async function age(name: string, ms: number): Promise<void> {
    const key = '{coatcheck}:board:seattle'
    await using node = await openNode(server.url)
    const note = String(await node.redis.command('HGET', key, idOf(name)))
    const older = note.replace(/^\d+/, (atMs) => String(Number(atMs) - ms))
    await node.redis.command('HSET', key, idOf(name), older)
  }

  test('a node that has died no longer has anything under way, and its tickets expire', async () => {
    await using here = await openNode(server.url)
    await using there = await openNode(server.url)
    await here.redis.command('FLUSHALL')
    const keptUntil = '2001-01-01T00:10:00.000Z'
    const posted = {
      run: progressOf('run'),
      sent: progressOf('sent', { state: 'ready' }),
      kept: progressOf('kept', { state: 'ready', keptUntil }),
      done: progressOf('done', { state: 'delivered' }),
      ticket: progressOf('ticket', { state: 'waiting' }),
      fresh: progressOf('fresh', { state: 'waiting' }),
    }
    for (const progress of Object.values(posted)) here.board.post('seattle', progress)
    await vi.waitFor(async () => expect(await there.board.list('seattle')).toHaveLength(6))
    for (const name of ['run', 'sent', 'kept', 'done', 'fresh']) await age(name, 16_500)
    await age('ticket', ticketTtlMs + 16_500)
    const listed = new Map(
      (await there.board.list('seattle')).map((each) => [each.exportId, each] as const),
    )
    const lost = { state: 'failed', errorCode: 'worker-failed' }
    expect(listed.get(idOf('run'))).toMatchObject(lost)
    expect(listed.get(idOf('sent'))).toMatchObject(lost)
    expect(listed.get(idOf('ticket'))).toMatchObject({ state: 'expired' })
    for (const name of ['kept', 'done', 'fresh'] as const) {
      expect(listed.get(idOf(name))).toEqual(posted[name])
    }
  })

  test('a reader is told of what ended with a node that died', async () => {
    await using there = await openNode(server.url)
    await there.redis.command('FLUSHALL')
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const { state } of there.board.follow('seattle', stop.signal)) seen.push(state)
    })()
    const here = await openNode(server.url)
    here.board.post('seattle', progressOf('one'))
    await vi.waitFor(() => expect(seen).toEqual(['running']))
    await here.close()
    await age('one', 16_500)
    await vi.waitFor(() => expect(seen).toEqual(['running', 'failed']), 10_000)
    stop.abort()
    await reading
  })

  test('the node that issued a ticket tells no more of it once another has taken it up', async () => {
    await using here = await openNode(server.url)
    await using there = await openNode(server.url)
    await here.redis.command('FLUSHALL')
    const stateOf = async (name: string) =>
      (await there.board.list('seattle')).find(({ exportId }) => exportId === idOf(name))?.state
    here.board.post('seattle', progressOf('one', { state: 'waiting' }))
    await vi.waitFor(async () => expect(await stateOf('one')).toBe('waiting'))
    there.board.post('seattle', progressOf('one'))
    there.board.post('seattle', progressOf('one', { state: 'delivered' }))
    await vi.waitFor(async () => expect(await stateOf('one')).toBe('delivered'))
    // Late, as a node with much to say may be; what comes after shows that it has been said.
    here.board.post('seattle', progressOf('one', { state: 'waiting' }))
    here.board.post('seattle', progressOf('one', { state: 'expired' }))
    here.board.remove('seattle', idOf('one'))
    here.board.post('seattle', progressOf('two', { state: 'waiting' }))
    await vi.waitFor(async () => expect(await stateOf('two')).toBe('waiting'))
    expect(await stateOf('one')).toBe('delivered')
    // A ticket that was given back waits again, wherever; then any node may say that it expired.
    there.board.post('seattle', progressOf('two', { state: 'expired' }))
    await vi.waitFor(async () => expect(await stateOf('two')).toBe('expired'))
    there.board.remove('seattle', idOf('one'))
    await vi.waitFor(async () => expect(await stateOf('one')).toBeUndefined())
  })

  test('what could not be posted goes up when Redis is back, and readers catch up', async () => {
    await using shaky = await startRedis()
    await using here = await openNode(shaky.url)
    await using there = await openNode(shaky.url)
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const { state } of there.board.follow('seattle', stop.signal)) seen.push(state)
    })()
    here.board.post('seattle', progressOf('one'))
    await vi.waitFor(() => expect(seen).toEqual(['running']))
    await shaky.stop()
    here.board.post('seattle', progressOf('one', { state: 'ready' }))
    here.board.post('seattle', progressOf('one', { state: 'delivered' }))
    await sleep(200)
    await shaky.start()
    await vi.waitFor(() => expect(seen.at(-1)).toBe('delivered'), 10_000)
    stop.abort()
    await reading
  })
})

describe('the notes of a node', () => {
  test('all go up, whenever they come', async () => {
    // The gap in which a note could be left behind is a few microtasks wide.
    for (let delay = 0; delay < 20; delay += 1) {
      const sent: unknown[] = []
      const redis = {
        run: async (_script: unknown, _key: string, [, exportId]: unknown[]) => sent.push(exportId),
      } as unknown as RedisClient
      const subscribe = () => ({ close() {} }) as unknown as RedisSubscriber
      const board = new RedisProgressStore({ redis, subscribe, ttlMs: 1, ticketTtlMs })
      board.post('seattle', progressOf('one'))
      for (let tick = 0; tick < delay; tick += 1) await Promise.resolve()
      board.post('seattle', progressOf('two'))
      await board.close()
      expect(sent, `${delay} microtasks later`).toEqual([idOf('one'), idOf('two')])
    }
  })
})
