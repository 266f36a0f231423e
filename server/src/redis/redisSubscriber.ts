import { Redis } from 'ioredis'
import type { OnIgnored } from './ignored.ts'
import { connectionOptions, keyPrefix } from './redisClient.ts'

export interface RedisSubscriberOptions {
  /** `redis://` or `rediss://`, with the password if there is one. */
  readonly url: string
  /** Called whenever the connection is ready: what was published before may have been missed. */
  readonly onReady: () => void
  /** Called with what a listener throws: here it would end the process. */
  readonly onIgnored?: OnIgnored
}

/**
 * The connection of one node for its subscriptions. After an outage it subscribes again by itself;
 * what was published in the meantime is lost.
 */
export class RedisSubscriber {
  readonly #redis: Redis
  readonly #listeners = new Map<string, Set<(message: string) => void>>()

  constructor({ url, onReady, onIgnored }: RedisSubscriberOptions) {
    this.#redis = new Redis(url, { ...connectionOptions, maxRetriesPerRequest: null })
    this.#redis.on('message', (channel: string, message: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) {
        try {
          listener(message)
        } catch (error) {
          onIgnored?.('message', error)
        }
      }
    })
    // The client logs how Redis is doing; here an event without a listener would throw.
    this.#redis.on('error', () => {})
    this.#redis.on('ready', onReady)
  }

  /** Resolves once nothing more is missed, or at once while Redis is out of reach. */
  async subscribe(channel: string, listener: (message: string) => void): Promise<void> {
    const key = keyPrefix + channel
    const listeners = this.#listeners.get(key) ?? new Set()
    this.#listeners.set(key, listeners.add(listener))
    if (listeners.size > 1) return
    const subscribed = this.#redis.subscribe(key)
    if (this.#redis.status === 'ready') await subscribed.catch(() => {})
    else subscribed.catch(() => {})
  }

  unsubscribe(channel: string, listener: (message: string) => void): void {
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
