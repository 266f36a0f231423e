import { randomUUID } from 'node:crypto'
import type { ExportProgress } from '@coatcheck/shared'
import { deadAfterMs, heartbeatMs, keyPrefix, type RedisClient } from '../redis/redisClient.ts'
import type { PublishOptions } from './progressStore.ts'
import { publishScript, removeScript } from './redisProgressScripts.ts'
import { isUnderWay } from './underWay.ts'

const retryEveryMs = 500

interface Note {
  readonly viewerId: string
  /** Null removes the export. */
  readonly progress: ExportProgress | null
  /** Whether no node works on it, so that another node may take it over. */
  readonly isIdle: boolean
  /** Silence after which it counts as lost; 0 for never. */
  readonly lostAfterMs: number
}

/**
 * Sends the progress of a node's exports to Redis, one after the other. While Redis is out of reach,
 * the latest of each export waits.
 */
export class RedisProgressPublisher {
  readonly #redis: RedisClient
  readonly #ttlMs: number
  readonly #node = randomUUID()
  readonly #unsent = new Map<string, Note>()
  /** By export: what has to be repeated. */
  readonly #underWay = new Map<string, Note>()
  readonly #heartbeat: NodeJS.Timeout
  #sending: Promise<void> | null = null
  #closed = false

  /** @param ttlMs how long an export is remembered that does not change */
  constructor(redis: RedisClient, ttlMs: number) {
    this.#redis = redis
    this.#ttlMs = ttlMs
    this.#heartbeat = setInterval(() => this.#repeat(), heartbeatMs).unref()
  }

  publish(viewerId: string, progress: ExportProgress, options: PublishOptions): void {
    const { exportId, state } = progress
    // A ticket that expires after its claim was given back fails without having been taken up.
    const hasLapsed = state === 'expired' || (state === 'failed' && !this.#underWay.has(exportId))
    const isIdle = state === 'waiting' || hasLapsed
    const note = { viewerId, progress, isIdle, lostAfterMs: lostAfter(progress, options) }
    const isBeingSent = state === 'delivered' && progress.deliveryCount > 0
    if (isUnderWay(progress) || isBeingSent) this.#underWay.set(exportId, note)
    else this.#underWay.delete(exportId)
    this.#send(exportId, note)
  }

  letGo(exportId: string): void {
    this.#underWay.delete(exportId)
  }

  remove(viewerId: string, exportId: string): void {
    this.#underWay.delete(exportId)
    this.#send(exportId, { viewerId, progress: null, isIdle: true, lostAfterMs: 0 })
  }

  /** Waits until the last notes are sent, unless Redis is out of reach. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#heartbeat)
    await this.#sending
  }

  #repeat(): void {
    for (const [exportId, note] of this.#underWay) {
      if (!this.#unsent.has(exportId)) this.#send(exportId, note)
    }
  }

  #send(exportId: string, note: Note): void {
    this.#unsent.delete(exportId)
    this.#unsent.set(exportId, note)
    this.#sending ??= this.#sendAll()
  }

  async #sendAll(): Promise<void> {
    for (const [exportId, note] of this.#unsent) {
      this.#unsent.delete(exportId)
      try {
        await this.#put(exportId, note)
      } catch {
        // Unless there is a newer note about it by now, this one is tried again.
        if (!this.#unsent.has(exportId)) this.#unsent.set(exportId, note)
        if (this.#closed) return
        await new Promise((resolve) => setTimeout(resolve, retryEveryMs).unref())
      }
    }
    // In the same step that found no more notes: one that came in between would stay here.
    this.#sending = null
  }

  async #put(exportId: string, note: Note): Promise<void> {
    const { viewerId, progress, isIdle, lostAfterMs } = note
    if (!progress) {
      await this.#redis.run(removeScript, keyPrefix, [viewerId, exportId, this.#node])
      return
    }
    const { deliveryCount, ...rest } = progress
    await this.#redis.run(publishScript, keyPrefix, [
      viewerId,
      exportId,
      JSON.stringify(rest),
      this.#ttlMs,
      this.#node,
      isIdle ? 1 : 0,
      Math.ceil(lostAfterMs),
      Date.parse(progress.keptUntil ?? '') || 0,
      progress.state,
      deliveryCount,
    ])
  }
}

/** Milliseconds of silence after which an export counts as lost, as in `Note`. */
function lostAfter(progress: ExportProgress, { isShared, ticketEndsAtMs }: PublishOptions): number {
  if (isUnderWay(progress)) return isShared ? 0 : deadAfterMs
  if (progress.state !== 'waiting') return 0
  return Math.max(0, ticketEndsAtMs - Date.now()) + deadAfterMs
}
