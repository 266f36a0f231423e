import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  documentedSettings,
  noRedis,
  startRedis,
  type RedisServer,
} from '../../testing/redisServer.ts'
import type { OnIgnored } from '../redis/ignored.ts'
import { times } from '../../testing/soak.ts'
import { RedisClient } from '../redis/redisClient.ts'
import { redisComplaints } from '../redis/redisSettings.ts'
import { RedisTicketStore } from './redisTicketStore.ts'
import { hashSecret } from './ticket.ts'
import { limitsUnderTest, ticketRecord } from './testing/ticketRecord.ts'
import { describeTicketStore } from './ticketStore.contract.ts'
import { claimedTtlMs, issueWindowMs, type TicketLimits } from './ticketStore.ts'

const silent = { info: () => {}, warn: () => {} }

interface Node extends AsyncDisposable {
  readonly redis: RedisClient
  readonly store: RedisTicketStore
  close(): Promise<void>
}

/** Tickets that do not expire during a test. */
const longLived: TicketLimits = { ...limitsUnderTest, ticketTtlMs: 60_000 }

/** The store of one node of the service. */
async function openNode(url: string, waitReplicas = 0): Promise<Node> {
  const redis = new RedisClient({ url, logger: silent })
  await redis.opened()
  const store = new RedisTicketStore({ redis, waitReplicas })
  const close = async () => {
    await store.close()
    redis.close()
  }
  return {
    redis,
    store,
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function issue(
  store: RedisTicketStore,
  {
    browserHash = null,
    limits = limitsUnderTest,
  }: {
    readonly browserHash?: string | null
    readonly limits?: TicketLimits
  } = {},
) {
  const record = ticketRecord({ browserHash })
  const { ticket } = await store.issue(record, limits)
  return { record, ticketHash: hashSecret(ticket) }
}

const claim = (store: RedisTicketStore, ticketHash: string, claimId: string, browserHash = '') =>
  store.claim(
    { ticketHash, claimId, browserHashes: browserHash === '' ? [] : [browserHash] },
    longLived,
  )

describe.skipIf(noRedis)('Redis', { timeout: 30_000 }, () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  describeTicketStore('Redis', async () => {
    const node = await openNode(server.url)
    await node.redis.command('FLUSHALL')
    return {
      store: node.store,
      passTime: (ms) => sleep(ms),
      close: node.close,
    }
  })

  test('counts the tickets of a viewer for one minute, from the first one on', async () => {
    await using node = await openNode(server.url)
    await node.redis.command('FLUSHALL')
    const leftMs = () => node.redis.command('PTTL', '{coatcheck}:issued:analyst')
    await issue(node.store)
    const first = Number(await leftMs())
    expect(first).toBeGreaterThan(issueWindowMs - 1_000)
    await sleep(20)
    await issue(node.store)
    expect(Number(await leftMs())).toBeLessThan(first)
  })

  test('has one winner among 200 parallel claims on two nodes, in every round', async () => {
    await using one = await openNode(server.url)
    await using other = await openNode(server.url)
    for (let round = 0; round < times(25, 500); round += 1) {
      const { ticketHash } = await issue(one.store)
      const claims = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          claim(index % 2 === 0 ? one.store : other.store, ticketHash, `claim-${index}`),
        ),
      )
      const winners = claims.filter((claimed) => claimed?.first)
      if (winners.length !== 1) throw new Error(`${winners.length} winners in round ${round}.`)
    }
  })

  test('holds a fixed number of tickets, over all viewers and nodes', async () => {
    await using node = await openNode(server.url)
    await node.redis.command('FLUSHALL')
    const { store } = node
    const limits = { ...limitsUnderTest, ticketsMax: 10 }
    const issueAs = (id: string) =>
      store.issue(ticketRecord({ viewer: { id, name: id, scope: { kind: 'all' } } }), limits)
    for (let count = 0; count < 10; count += 1) await issueAs(`viewer-${count}`)
    expect(store.outstanding).toBe(10)
    await expect(issueAs('one-more')).rejects.toMatchObject({ code: 'too-many-tickets' })
    await sleep(limitsUnderTest.ticketTtlMs + 1)
    expect(store.outstanding).toBe(0)
    await issueAs('one-more')
    expect(store.outstanding).toBe(1)
  })

  test('leaves nothing behind when everything has expired', async () => {
    await using node = await openNode(server.url)
    await node.redis.command('FLUSHALL')
    const { ticketHash } = await issue(node.store, { browserHash: 'mine' })
    await claim(node.store, ticketHash, 'a', 'mine')
    await node.store.release(ticketHash, 'a')
    await issue(node.store)
    expect(await node.redis.command('DBSIZE')).toBeGreaterThan(3)
    await sleep(claimedTtlMs(limitsUnderTest) + limitsUnderTest.ticketTtlMs)
    // The count of a minute outlives these tickets.
    const counter = '{coatcheck}:issued:analyst'
    expect(await node.redis.command('KEYS', '*')).toEqual([counter])
    expect(Number(await node.redis.command('PTTL', counter))).toBeGreaterThan(0)
  })

  test('keeps no ticket, only its hash', async () => {
    await using node = await openNode(server.url)
    await node.redis.command('FLUSHALL')
    const { ticket } = await node.store.issue(ticketRecord(), limitsUnderTest)
    const keys = (await node.redis.command('KEYS', '*')) as string[]
    const held = await Promise.all(keys.map((key) => node.redis.command('DUMP', key)))
    expect(keys.join()).toContain(hashSecret(ticket))
    expect([...keys, ...held].join()).not.toContain(ticket)
  })
})

describe.skipIf(noRedis)('someone who can write to Redis', { timeout: 30_000 }, () => {
  const key = Buffer.alloc(32, 7)
  const hashes = (tickets: readonly string[]) => tickets.map((hash) => `{coatcheck}:ticket:${hash}`)

  async function attacked(
    recordKey: Uint8Array | undefined,
    attack: (redis: RedisClient, mine: string, theirs: string) => Promise<unknown>,
  ) {
    await using server = await startRedis()
    await using node = await openNode(server.url)
    const ignored: unknown[][] = []
    const onIgnored: OnIgnored = (...args) => ignored.push(args)
    const store = new RedisTicketStore({
      redis: node.redis,
      onIgnored,
      ...(recordKey && { recordKey }),
    })
    const mine = await issue(store)
    const theirs = await issue(store, { browserHash: 'theirs' })
    const [mineKey = '', theirKey = ''] = hashes([mine.ticketHash, theirs.ticketHash])
    await attack(node.redis, mineKey, theirKey)
    const claims = await Promise.all([
      claim(store, mine.ticketHash, 'a'),
      claim(store, theirs.ticketHash, 'b'),
    ])
    return { claims, ignored: ignored.map(([kind, error]) => [kind, error instanceof Error]) }
  }

  test.each<[string, (redis: RedisClient, mine: string, theirs: string) => Promise<unknown>]>([
    [
      'gets no other scope by changing a record',
      async (redis, mine) => {
        const text = String(await redis.command('HGET', mine, 'record'))
        const changed = text.replace('"kind":"all"', '"kind":"everything"')
        expect(changed).not.toBe(text)
        await redis.command('HSET', mine, 'record', changed)
      },
    ],
    [
      'gets no rows of others by moving a record',
      async (redis, mine, theirs) => {
        const text = String(await redis.command('HGET', theirs, 'record'))
        await redis.command('HSET', mine, 'record', text)
      },
    ],
  ])('%s', async (_what, attack) => {
    const { claims, ignored } = await attacked(key, attack)
    expect(claims).toEqual([null, null])
    expect(ignored).toEqual([['ticket', true]])
  })

  test('does not unbind a ticket from its browser', async () => {
    const { claims, ignored } = await attacked(key, (redis, _mine, theirs) =>
      redis.command('HSET', theirs, 'browser', ''),
    )
    expect(claims).toMatchObject([{ first: true }, null])
    expect(ignored).toEqual([['ticket', true]])
  })

  test.each(['no json', '{}', '[]', '', '"'.repeat(1000), '['.repeat(100_000)])(
    'makes a ticket unknown, and nothing fail, by a record of %j',
    async (text) => {
      for (const recordKey of [key, undefined]) {
        const { claims, ignored } = await attacked(recordKey, (redis, mine) =>
          redis.command('HSET', mine, 'record', text),
        )
        expect(claims).toEqual([null, null])
        expect(ignored).toEqual([['ticket', true]])
      }
    },
  )

  test('neither by taking the record away', async () => {
    const { claims, ignored } = await attacked(undefined, (redis, mine) =>
      redis.command('HDEL', mine, 'record'),
    )
    expect(claims).toEqual([null, null])
    expect(ignored).toEqual([['ticket', true]])
  })
})

describe.skipIf(noRedis)('Redis out of reach', { timeout: 30_000 }, () => {
  test('is reported within two seconds, and the connection comes back by itself', async () => {
    await using server = await startRedis()
    await using node = await openNode(server.url)
    await issue(node.store)
    await server.stop()
    const startedAt = performance.now()
    for (let count = 0; count < 3; count += 1) {
      await expect(issue(node.store)).rejects.toMatchObject({
        code: 'store-unavailable',
        retryAfterS: 5,
      })
      await expect(claim(node.store, 'any', 'a')).rejects.toMatchObject({
        code: 'store-unavailable',
      })
    }
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    await server.start()
    await untilIssued(node.store)
  })

  test('is reported within two seconds when it hangs, and a claim that it made later is given back', async () => {
    await using server = await startRedis()
    await using node = await openNode(server.url)
    const { ticketHash } = await issue(node.store, { limits: longLived })
    server.signal('SIGSTOP')
    const startedAt = performance.now()
    const claiming = claim(node.store, ticketHash, 'unanswered')
    await expect(claiming).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    server.signal('SIGCONT')
    await untilIssued(node.store)
    for (let attempt = 0; ; attempt += 1) {
      if ((await claim(node.store, ticketHash, `again-${attempt}`))?.first) break
      if (attempt === 50) throw new Error('The ticket was not given back.')
      await sleep(100)
    }
  })

  test('does not keep a node from starting', async () => {
    await using server = await startRedis()
    await server.stop()
    await using node = await openNode(server.url)
    await expect(issue(node.store)).rejects.toMatchObject({ code: 'store-unavailable' })
    await server.start()
    await untilIssued(node.store)
  })

  test('never puts a password or a record into its errors', async () => {
    await using server = await startRedis(['--save', '', '--requirepass', 'right'])
    await using node = await openNode(server.url.replace('//', '//:not-the-password@'))
    const error = await issue(node.store).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'store-unavailable' })
    const { cause } = error as Error
    expect(JSON.stringify([cause, Object.entries(cause as object)])).not.toContain(
      'not-the-password',
    )
  })
})

describe.skipIf(noRedis)('Redis restarted or replaced', { timeout: 60_000 }, () => {
  test('from a snapshot revives no spent ticket, with the documented settings', async () => {
    await using server = await startRedis()
    await using node = await openNode(server.url)
    const { ticketHash } = await issue(node.store, { limits: longLived })
    await claim(node.store, ticketHash, 'a')
    await server.stop('SIGTERM')
    await server.start()
    await untilIssued(node.store)
    expect(await claim(node.store, ticketHash, 'b')).toBeNull()
  })

  test('from a snapshot revives no spent ticket even where snapshots are on', async () => {
    await using server = await startRedis(['--save', '3600 1', '--appendonly', 'no'])
    await using node = await openNode(server.url)
    const { ticketHash } = await issue(node.store, { browserHash: 'mine', limits: longLived })
    await node.redis.command('SAVE')
    await claim(node.store, ticketHash, 'a', 'mine')
    await server.stop('SIGKILL')
    await server.start()
    await untilIssued(node.store)
    // It is there, and unspent: only the run of Redis that issued it may have it claimed.
    expect(await isUnspent(node.redis, ticketHash)).toBe(true)
    expect(await claim(node.store, ticketHash, 'b', 'mine')).toBeNull()
  })

  test('by a promoted replica that was cut off runs no ticket twice', async () => {
    await using primary = await startRedis()
    await using replica = await startRedis()
    await using there = await openNode(primary.url)
    await using here = await openNode(replica.url)
    await follow(here, there, primary.port)
    const { ticketHash } = await issue(there.store, { limits: longLived })
    await untilReplicated(there)
    await here.redis.command('REPLICAOF', 'NO', 'ONE')
    expect((await claim(there.store, ticketHash, 'a'))?.first).toBe(true)
    expect(await isUnspent(here.redis, ticketHash)).toBe(true)
    expect(await claim(here.store, ticketHash, 'b')).toBeNull()
  })

  test('by a promoted replica keeps its tickets where claims wait for one', async () => {
    await using primary = await startRedis()
    await using replica = await startRedis()
    await using there = await openNode(primary.url, 1)
    await using here = await openNode(replica.url, 1)
    await using third = await startRedis()
    await follow(here, there, primary.port)
    const spent = await issue(there.store, { limits: longLived })
    const unspent = await issue(there.store, { limits: longLived })
    expect((await claim(there.store, spent.ticketHash, 'a'))?.first).toBe(true)
    await here.redis.command('REPLICAOF', 'NO', 'ONE')
    await using another = await openNode(third.url)
    await follow(another, here, replica.port)
    // The one that was cut off can no longer spend anything; the new one can, once.
    const stale = claim(there.store, unspent.ticketHash, 'b')
    await expect(stale).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(await claim(here.store, spent.ticketHash, 'c')).toBeNull()
    expect((await claim(here.store, unspent.ticketHash, 'd'))?.first).toBe(true)
    expect(await claim(here.store, unspent.ticketHash, 'e')).toBeNull()
  })
})

describe.skipIf(noRedis)('the settings of Redis', () => {
  test('cause no complaints when they are as documented', async () => {
    await using server = await startRedis(await documentedSettings())
    await using node = await openNode(server.url)
    expect(await redisComplaints(node.redis)).toEqual([])
  })

  test('that could revive or lose tickets are named, with what to set instead', async () => {
    await using server = await startRedis(['--save', '60 1', '--maxmemory-policy', 'allkeys-lru'])
    await using node = await openNode(server.url)
    const [disk, memory] = await redisComplaints(node.redis)
    expect(disk).toContain('Set save "" and appendonly no.')
    expect(memory).toContain('Set maxmemory-policy noeviction.')
    await node.redis.command('CONFIG', 'SET', 'save', '')
    await node.redis.command('CONFIG', 'SET', 'appendonly', 'yes')
    expect((await redisComplaints(node.redis))[0]).toContain('appendonly yes')
  })

  test('that may not be read are skipped', async () => {
    await using server = await startRedis(['--rename-command', 'CONFIG', ''])
    await using node = await openNode(server.url)
    expect(await redisComplaints(node.redis)).toEqual([])
  })
})

async function untilIssued(store: RedisTicketStore): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const issued = await issue(store).catch(() => null)
    if (issued) return
    await sleep(50)
  }
  throw new Error('Redis has not come back.')
}

async function isUnspent(redis: RedisClient, ticketHash: string): Promise<boolean> {
  return (await redis.command('HGET', `{coatcheck}:ticket:${ticketHash}`, 'claim')) === ''
}

/** Makes one Redis the replica of another, and waits until it keeps up. */
async function follow(replica: Node, primary: Node, port: number): Promise<void> {
  await replica.redis.command('REPLICAOF', '127.0.0.1', port)
  while (!String(await replica.redis.command('INFO')).includes('master_link_status:up')) {
    await sleep(20)
  }
  await primary.redis.command('SET', 'followed', 'yes')
  await untilReplicated(primary)
}

async function untilReplicated(primary: Node): Promise<void> {
  while ((await primary.redis.command('WAIT', 1, 200)) !== 1) await sleep(20)
}
