import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { storeUnavailable } from '../exportErrors.ts'

/** A Lua script; Redis runs it as one step, so that nothing comes between its commands. */
export interface RedisScript {
  readonly lua: string
  readonly sha1: string
}

export interface RedisClientOptions {
  /** `redis://` or `rediss://`, with the password if there is one. */
  readonly url: string
  readonly logger: Pick<Logger, 'info' | 'warn'>
}

/** Twice this, for calls that need two replies, is less than the two seconds that callers wait. */
const replyMsMax = 900

const connectMsMax = 1_000

const reconnectEveryMsMax = 500

/** Prefix of every key. The braces keep all keys in one slot of a cluster: scripts need that. */
export const keyPrefix = '{coatcheck}:'

/** The time of Redis's clock, which all nodes share, for scripts. */
export const nowMsLua = `
local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`

/** A node repeats this often what it has under way; one that is silent for longer has died. */
export const heartbeatMs = 5_000
export const deadAfterMs = 14_000

export function redisScript(lua: string): RedisScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') }
}

/**
 * One connection to Redis or Valkey, shared by everything that a node keeps there. Calls fail at
 * once while it is down, and it reconnects by itself. What was sent without a reply when it broke is
 * sent again, so every script must be safe to run twice.
 */
export class RedisClient {
  readonly #redis: Redis
  readonly #logger: RedisClientOptions['logger']
  #isLost = false

  constructor({ url, logger }: RedisClientOptions) {
    this.#logger = logger
    this.#redis = new Redis(url, {
      ...connectionOptions,
      enableOfflineQueue: false,
      maxRetriesPerRequest: null,
      // A primary that has become a replica: by now the address may lead to the new one.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
    })
    this.#redis.on('error', (error: Error) => this.#lost(error))
    this.#redis.on('close', () => this.#lost(new Error('The connection has ended.')))
    this.#redis.on('ready', () => this.#found())
  }

  /** Resolves when Redis is ready, or after a second: it may become ready later. */
  async opened(): Promise<void> {
    if (this.#redis.status === 'ready') return
    const settled = new AbortController()
    const deadline = setTimeout(() => settled.abort(), connectMsMax)
    this.#redis.once('ready', () => settled.abort())
    await new Promise((resolve) => settled.signal.addEventListener('abort', resolve))
    clearTimeout(deadline)
  }

  /**
   * @param key the key whose slot the script runs in
   * @throws AppError `store-unavailable` within `replyMsMax`.
   */
  async run(
    script: RedisScript,
    key: string,
    args: readonly (string | number)[],
  ): Promise<unknown> {
    return this.reply(async () => {
      try {
        return await this.#redis.evalsha(script.sha1, 1, key, ...args)
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
        return this.#redis.eval(script.lua, 1, key, ...args)
      }
    })
  }

  /**
   * Sends one command.
   *
   * @throws AppError `store-unavailable` within `replyMsMax`.
   */
  async command(name: string, ...args: readonly (string | number)[]): Promise<unknown> {
    return this.reply((redis) => redis.call(name, ...args))
  }

  /** The driver, for a library with commands of its own, whose calls go through `reply`. */
  get driver(): Redis {
    return this.#redis
  }

  close(): void {
    this.#redis.removeAllListeners('close')
    this.#redis.disconnect()
  }

  /**
   * @param send sends commands and resolves with their result
   * @throws AppError `store-unavailable` when it fails, within `replyMsMax`.
   */
  async reply<Reply>(send: (redis: Redis) => Promise<Reply>): Promise<Reply> {
    try {
      return await inTime(send(this.#redis))
    } catch (error) {
      const cause = withoutArguments(error)
      if (this.#redis.status === 'ready') this.#logger.warn({ err: cause }, 'redis failed')
      throw storeUnavailable(cause)
    }
  }

  #lost(error: Error): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#logger.warn({ err: withoutArguments(error) }, 'redis is out of reach')
  }

  #found(): void {
    if (this.#isLost) this.#logger.info('redis is back')
    this.#isLost = false
  }
}

/** Options of every connection, those for subscriptions included. */
export const connectionOptions = {
  connectTimeout: connectMsMax,
  // Without it a connection that no longer leads anywhere is kept for a quarter of an hour.
  keepAlive: 5_000,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, reconnectEveryMsMax),
}

/**
 * Fails when the time is up. The driver's own timeout would also fail a call whose reply has arrived
 * and could not be read, because the event loop was busy: timers come first. This one looks once more.
 */
async function inTime<Reply>(reply: Promise<Reply>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(new Error('Redis did not reply in time.'))
    timer = setTimeout(() => setImmediate(fail), replyMsMax)
  })
  try {
    return await Promise.race([reply, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The driver attaches a command's arguments to its errors: a password, a record. */
function withoutArguments(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : String(error))
}
