import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { AppError } from '../appError.ts'

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

/** Twice that, for calls that need two answers, stays below the two seconds a caller waits at most. */
const answerMsMax = 900

const connectMsMax = 1_000

const reconnectEveryMsMax = 500

/** Every key begins so. The braces keep all of them in one slot of a cluster: scripts need that. */
export const keyPrefix = '{coatcheck}:'

export function redisScript(lua: string): RedisScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') }
}

/**
 * One connection to Redis or Valkey, shared by all that a node keeps there. Calls fail at once
 * while it is down, and it comes back by itself. What was sent and not answered when it broke is
 * sent again, so every script must bear being run twice.
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
      // A primary that has become a replica: the address may by now lead to the new one.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
    })
    this.#redis.on('error', (error: Error) => this.#lost(error))
    this.#redis.on('close', () => this.#lost(new Error('The connection has ended.')))
    this.#redis.on('ready', () => this.#found())
  }

  /** Resolves when Redis answers, or after a second without it: it may come later. */
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
   * @throws AppError `store-unavailable` within `answerMsMax`.
   */
  async run(
    script: RedisScript,
    key: string,
    args: readonly (string | number)[],
  ): Promise<unknown> {
    return this.answer(async () => {
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
   * @throws AppError `store-unavailable` within `answerMsMax`.
   */
  async command(name: string, ...args: readonly (string | number)[]): Promise<unknown> {
    return this.answer((redis) => redis.call(name, ...args))
  }

  /** The driver, for a library that brings commands of its own; each call of it goes by `answer`. */
  get driver(): Redis {
    return this.#redis
  }

  close(): void {
    this.#redis.removeAllListeners('close')
    this.#redis.disconnect()
  }

  /**
   * @param ask sends commands, and resolves with what came of them
   * @throws AppError `store-unavailable` when it fails, within `answerMsMax`.
   */
  async answer<Answer>(ask: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    try {
      return await inTime(ask(this.#redis))
    } catch (error) {
      const cause = withoutArguments(error)
      if (this.#redis.status === 'ready') this.#logger.warn({ error: cause }, 'redis failed')
      throw new AppError(
        'store-unavailable',
        'The service cannot reach its store at the moment. Please try again shortly.',
        { cause, retryAfterS: 5 },
      )
    }
  }

  #lost(error: Error): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#logger.warn({ error: withoutArguments(error) }, 'redis is out of reach')
  }

  #found(): void {
    if (this.#isLost) this.#logger.info('redis is back')
    this.#isLost = false
  }
}

/** What every connection of ours does, those that only listen included. */
export const connectionOptions = {
  connectTimeout: connectMsMax,
  // Without it a connection that no longer leads anywhere is kept for a quarter of an hour.
  keepAlive: 5_000,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, reconnectEveryMsMax),
}

/**
 * Fails when the time is up. The driver's own time-out would also fail what Redis has answered long
 * since, when the event loop was too busy to read it: timers come first. This one looks once more.
 */
async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(new Error('Redis did not answer in time.'))
    timer = setTimeout(() => setImmediate(fail), answerMsMax)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The driver hangs a command's arguments on its errors: a password, a record. */
function withoutArguments(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : String(error))
}
