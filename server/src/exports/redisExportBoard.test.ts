import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noRedis, startRedis, type RedisServer } from '../../test/support/redisServer.ts'
import { RedisClient } from '../redisClient.ts'
import { RedisSubscriber } from '../redisSubscriber.ts'
import { describeExportBoard, idOf, progressOf } from './exportBoard.contract.ts'
import { RedisExportBoard } from './redisExportBoard.ts'

const silent = { info: () => {}, warn: () => {} }

/** The board as one node sees it. */
async function openNode(url: string) {
  const redis = new RedisClient({ url, logger: silent })
  await redis.opened()
  const board = new RedisExportBoard({
    redis,
    subscribe: (onGap) => new RedisSubscriber({ url, onGap }),
    ttlMs: 60_000,
  })
  return {
    redis,
    board,
    async close() {
      await board.close()
      redis.close()
    },
  }
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

  test('a node that has died no longer runs anything', async () => {
    const [here, there] = [await openNode(server.url), await openNode(server.url)]
    here.board.post('seattle', progressOf('one'))
    here.board.post('seattle', progressOf('two', { state: 'delivered' }))
    await vi.waitFor(async () => expect(await there.board.list('seattle')).toHaveLength(2))
    // As if it had been said long ago: the time that Redis noted, moved back.
    const key = '{coatcheck}:board:seattle'
    const note = String(await here.redis.command('HGET', key, idOf('one')))
    await here.redis.command('HSET', key, idOf('one'), note.replace(/^\d+/, '1'))
    const listed = await there.board.list('seattle')
    expect(listed.find(({ exportId }) => exportId === idOf('one'))).toMatchObject({
      state: 'failed',
      errorCode: 'worker-failed',
    })
    expect(listed.find(({ exportId }) => exportId === idOf('two'))?.state).toBe('delivered')
    await here.close()
    await there.close()
  })

  test('what could not be posted goes up when Redis is back, and readers catch up', async () => {
    await using shaky = await startRedis()
    const [here, there] = [await openNode(shaky.url), await openNode(shaky.url)]
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
    await here.close()
    await there.close()
  })
})
