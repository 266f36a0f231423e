import { randomUUID } from 'node:crypto'
import {
  exportProgressSchema,
  keptRequestSchema,
  type ExportProgress,
  type ExportRequest,
} from '@coatcheck/shared'
import { z } from 'zod'
import { heartbeatMs, keyPrefix, type RedisClient } from '../redis/redisClient.ts'
import { parseJson } from '../parseJson.ts'
import type { OnIgnored } from '../redis/ignored.ts'
import type { RedisSubscriber } from '../redis/redisSubscriber.ts'
import type { ProgressStore, NodeMessage, PublishOptions } from './progressStore.ts'
import { RedisProgressPublisher } from './redisProgressPublisher.ts'
import {
  addSentScript,
  claimEndScript,
  keepRequestScript,
  listScript,
  requestScript,
} from './redisProgressScripts.ts'
import { RedisProgressSubscriber } from './redisProgressSubscriber.ts'
import { sentPartsMax, type SentPart } from './sentParts.ts'
import { lost, unlessOver } from './underWay.ts'

export interface RedisProgressStoreOptions {
  readonly redis: RedisClient
  /** Opens the connection for subscriptions; see `RedisSubscriberOptions.onReady`. */
  readonly connect: (onReady: () => void) => RedisSubscriber
  /** How long an export is remembered that does not change, in milliseconds. */
  readonly ttlMs: number
  /** Called for each message and progress that has another form than ours. */
  readonly onIgnored?: OnIgnored
}

const nodesChannel = 'nodes'

const messageSchema: z.ZodType<NodeMessage> = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['cancel', 'taken', 'gone', 'wanted']), exportId: z.string() }),
  z.object({ type: z.literal('sessionEnded'), sessionId: z.string() }),
])

/** For each export: 1 if it is lost, otherwise 0; and JSON. */
const listReplySchema = z.array(z.string())
const sentReplySchema = z.string()

/** The progress of all nodes, in Redis. */
export class RedisProgressStore implements ProgressStore {
  readonly isShared = true
  readonly #redis: RedisClient
  readonly #ttlMs: number
  readonly #publisher: RedisProgressPublisher
  readonly #connection: RedisSubscriber
  readonly #onIgnored: OnIgnored
  readonly #subscribers = new Set<RedisProgressSubscriber>()
  readonly #lookForLost: NodeJS.Timeout

  constructor({ redis, connect, ttlMs, onIgnored = () => {} }: RedisProgressStoreOptions) {
    this.#redis = redis
    this.#ttlMs = ttlMs
    this.#onIgnored = onIgnored
    this.#publisher = new RedisProgressPublisher(redis, ttlMs)
    this.#connection = connect(() => this.#catchUp())
    this.#lookForLost = setInterval(() => this.#catchUpWithLost(), heartbeatMs).unref()
  }

  publish(viewerId: string, progress: ExportProgress, options: PublishOptions): void {
    this.#publisher.publish(viewerId, progress, options)
  }

  keepRequest(viewerId: string, exportId: string, request: ExportRequest): void {
    const args = [viewerId, exportId, JSON.stringify(request), this.#ttlMs]
    // Without it, the audit log has the request.
    this.#redis.run(keepRequestScript, keyPrefix, args).catch(() => {})
  }

  async requestOf(viewerId: string, exportId: string): Promise<ExportRequest | null> {
    const json = await this.#redis.run(requestScript, keyPrefix, [viewerId, exportId])
    return typeof json === 'string' ? (parseRequest(json) ?? null) : null
  }

  letGo(_viewerId: string, exportId: string): void {
    this.#publisher.letGo(exportId)
  }

  async claimEnd(exportId: string): Promise<boolean> {
    const args = [exportId, randomUUID(), this.#ttlMs]
    return (await this.#redis.run(claimEndScript, keyPrefix, args)) === 1
  }

  remove(viewerId: string, exportId: string): void {
    this.#publisher.remove(viewerId, exportId)
  }

  async list(viewerId: string): Promise<ExportProgress[]> {
    const flat = listReplySchema.parse(await this.#redis.run(listScript, keyPrefix, [viewerId]))
    const all: ExportProgress[] = []
    for (let index = 0; index < flat.length; index += 2) {
      const progress = this.#progressIn(flat[index + 1])
      if (progress) all.push(asItIs(progress, flat[index]))
    }
    return all
  }

  async *subscribe(
    viewerId: string,
    signal: AbortSignal,
  ): AsyncGenerator<ExportProgress, void, undefined> {
    if (signal.aborted) return
    const subscriber = new RedisProgressSubscriber(viewerId)
    const onMessage = (message: string) => {
      const progress = this.#progressIn(message)
      if (progress) subscriber.receive(progress)
    }
    const channel = `progress:${viewerId}`
    this.#subscribers.add(subscriber)
    try {
      await this.#connection.subscribe(channel, onMessage)
      await subscriber.catchUp(() => this.list(viewerId))
      yield* subscriber.read(signal)
    } finally {
      this.#subscribers.delete(subscriber)
      this.#connection.unsubscribe(channel, onMessage)
    }
  }

  async addSent(exportId: string, client: string, sent: readonly SentPart[]): Promise<SentPart[]> {
    const parts = sent.map(([start, end]) => `${start}-${end}`).join(' ')
    const args = [`${exportId}:${client}`, this.#ttlMs, parts, sentPartsMax]
    const all = sentReplySchema.parse(await this.#redis.run(addSentScript, keyPrefix, args))
    return [...all.matchAll(/(\d+)-(\d+)/g)].map(([, start, end]) => [Number(start), Number(end)])
  }

  publishMessage(message: NodeMessage): void {
    const json = JSON.stringify(message)
    this.#redis.command('PUBLISH', keyPrefix + nodesChannel, json).catch(() => {})
  }

  subscribeToMessages(listener: (message: NodeMessage) => void): void {
    void this.#connection.subscribe(nodesChannel, (json) => {
      const message = messageSchema.safeParse(parseJson(json))
      if (message.success) listener(message.data)
      else this.#onIgnored('message')
    })
  }

  /** Waits until the last progress is sent, unless Redis is out of reach. */
  async close(): Promise<void> {
    clearInterval(this.#lookForLost)
    await this.#publisher.close()
    this.#connection.close()
  }

  /** A node of another version may know states and requests that this one does not. */
  #progressIn(json: string | undefined): ExportProgress | undefined {
    const { data } = exportProgressSchema.safeParse(parseJson(json))
    if (!data) this.#onIgnored('progress')
    return data
  }

  #catchUp(): void {
    for (const subscriber of this.#subscribers) {
      subscriber.catchUp(() => this.list(subscriber.viewerId)).catch(() => {})
    }
  }

  #catchUpWithLost(): void {
    for (const subscriber of this.#subscribers) {
      subscriber.catchUpWithLost(() => this.list(subscriber.viewerId)).catch(() => {})
    }
  }
}

function asItIs(progress: ExportProgress, loss: string | undefined): ExportProgress {
  return loss === '1' ? lost(progress) : unlessOver(progress)
}

function parseRequest(json: string): ExportRequest | undefined {
  return keptRequestSchema.safeParse(parseJson(json)).data
}
