import { Redis } from 'ioredis'
import { connectionOptions, keyPrefix } from './redisClient.ts'

/**
 * The connection of one node that only listens. After an outage it takes up its channels again by
 * itself; what was said meanwhile it has not heard, and says so.
 */
export class RedisSubscriber {
  readonly #redis: Redis
  readonly #listeners = new Map<string, Set<(message: string) => void>>()

  constructor({ url, onGap }: { readonly url: string; readonly onGap: () => void }) {
    this.#redis = new Redis(url, { ...connectionOptions, maxRetriesPerRequest: null })
    this.#redis.on('message', (channel: string, message: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message)
    })
    // Its client tells in the log how Redis is doing; here an event without a listener would throw.
    this.#redis.on('error', () => {})
    this.#redis.on('ready', onGap)
  }

  /** Resolves once nothing more is missed, or at once while Redis is out of reach. */
  async listen(channel: string, listener: (message: string) => void): Promise<void> {
    const key = keyPrefix + channel
    const listeners = this.#listeners.get(key) ?? new Set()
    this.#listeners.set(key, listeners.add(listener))
    if (listeners.size > 1) return
    const subscribed = this.#redis.subscribe(key)
    if (this.#redis.status === 'ready') await subscribed.catch(() => {})
    else subscribed.catch(() => {})
  }

  forget(channel: string, listener: (message: string) => void): void {
    const key = keyPrefix + channel
    const listeners = this.#listeners.get(key)
    listeners?.delete(listener)
    if (listeners?.size !== 0) return
    this.#listeners.delete(key)
    this.#redis.unsubscribe(key).catch(() => {})
  }

  close(): void {
    this.#redis.disconnect()
  }
}
