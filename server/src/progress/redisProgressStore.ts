import { randomUUID } from 'node:crypto'
import { exportProgressSchema, type ExportProgress } from '@coatcheck/shared'
import { z } from 'zod'
import { keyPrefix, type RedisClient } from '../redis/redisClient.ts'
import type { RedisSubscriber } from '../redis/redisSubscriber.ts'
import type { ProgressStore, NodeMessage } from './progressStore.ts'
import { LatestProgress } from './latestProgress.ts'
import { listScript, postScript, removeScript } from './redisProgressScripts.ts'

export interface RedisProgressStoreOptions {
  readonly redis: RedisClient
  /** Opens the connection that listens; told what to do after an outage. */
  readonly subscribe: (onGap: () => void) => RedisSubscriber
  /** How long a note stays up that nobody changes. */
  readonly ttlMs: number
  /** How long a ticket may lie unclaimed. */
  readonly ticketTtlMs: number
}

/** A node says so often what it has under way; one that has been silent for longer is dead. */
const aliveEveryMs = 5_000
const deadAfterMs = 16_000

const retryEveryMs = 500

const nodesChannel = 'nodes'

const wordSchema = z.object({ type: z.enum(['cancel', 'taken']), exportId: z.string() })

interface Note {
  readonly viewerId: string
  /** Null takes the note down. */
  readonly progress: ExportProgress | null
}

/** Who follows a viewer's notes, and what it has been told. */
class Reader {
  readonly viewerId: string
  readonly notes = new LatestProgress()
  /** Exports that had not ended when it was last told of them. */
  readonly open = new Set<string>()
  /** By export: what it was last told, as JSON. What it hears and what it catches up may be one. */
  readonly #told = new Map<string, string>()
  /** For each time that it is catching up at the moment: what it has heard of since then. */
  readonly catchUps = new Set<Set<string>>()

  constructor(viewerId: string) {
    this.viewerId = viewerId
  }

  hear(progress: ExportProgress): void {
    for (const heardOf of this.catchUps) heardOf.add(progress.exportId)
    this.tell(progress)
  }

  tell(progress: ExportProgress): void {
    if (isOpen(progress)) this.open.add(progress.exportId)
    else this.open.delete(progress.exportId)
    const json = JSON.stringify(progress)
    if (this.#told.get(progress.exportId) === json) return
    this.#told.set(progress.exportId, json)
    this.notes.add(progress)
  }
}

/** The board that all nodes share. While Redis is out of reach, notes wait and the latest go up. */
export class RedisProgressStore implements ProgressStore {
  readonly #redis: RedisClient
  readonly #subscriber: RedisSubscriber
  readonly #options: Pick<RedisProgressStoreOptions, 'ttlMs' | 'ticketTtlMs'>
  readonly #node = randomUUID()
  readonly #unsent = new Map<string, Note>()
  /** Of this node, by export: what has to be said again and again. */
  readonly #underWay = new Map<string, Note>()
  readonly #readers = new Set<Reader>()
  readonly #heartbeat: NodeJS.Timeout
  #sending: Promise<void> | null = null
  #closed = false

  constructor({ redis, subscribe, ...options }: RedisProgressStoreOptions) {
    this.#redis = redis
    this.#options = options
    this.#subscriber = subscribe(() => {
      for (const reader of this.#readers) void this.#catchUp(reader).catch(() => {})
    })
    this.#heartbeat = setInterval(() => this.#beat(), aliveEveryMs).unref()
  }

  post(viewerId: string, progress: ExportProgress): void {
    const note = { viewerId, progress }
    if (isUnderWay(progress)) this.#underWay.set(progress.exportId, note)
    else this.#underWay.delete(progress.exportId)
    this.#send(progress.exportId, note)
  }

  remove(viewerId: string, exportId: string): void {
    this.#underWay.delete(exportId)
    this.#send(exportId, { viewerId, progress: null })
  }

  async list(viewerId: string): Promise<ExportProgress[]> {
    const flat = (await this.#redis.run(listScript, keyPrefix, [viewerId])) as string[]
    const all: ExportProgress[] = []
    for (let index = 0; index < flat.length; index += 2) {
      const progress = parse(flat[index + 1]!)
      if (progress) all.push(this.#afterSilence(progress, Number(flat[index])))
    }
    return all
  }

  async *follow(
    viewerId: string,
    signal: AbortSignal,
  ): AsyncGenerator<ExportProgress, void, undefined> {
    if (signal.aborted) return
    const reader = new Reader(viewerId)
    const hear = (message: string) => {
      const progress = parse(message)
      if (progress) reader.hear(progress)
    }
    const channel = `board:${viewerId}`
    this.#readers.add(reader)
    try {
      await this.#subscriber.listen(channel, hear)
      await this.#catchUp(reader)
      yield* reader.notes.read(signal)
    } finally {
      this.#readers.delete(reader)
      this.#subscriber.forget(channel, hear)
    }
  }

  tell(word: NodeMessage): void {
    const message = JSON.stringify(word)
    this.#redis.command('PUBLISH', keyPrefix + nodesChannel, message).catch(() => {})
  }

  listen(listener: (word: NodeMessage) => void): void {
    void this.#subscriber.listen(nodesChannel, (message) => {
      const word = wordSchema.safeParse(JSON.parse(message))
      if (word.success) listener(word.data)
    })
  }

  /** Waits until the last notes are up, unless Redis is out of reach. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#heartbeat)
    await this.#sending
    this.#subscriber.close()
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
        // A newer note about it has come meanwhile, or this one is tried again.
        if (!this.#unsent.has(exportId)) this.#unsent.set(exportId, note)
        if (this.#closed) return
        await new Promise((resolve) => setTimeout(resolve, retryEveryMs).unref())
      }
    }
    // In one step with the look that found no more: a note that came in between would stay here.
    this.#sending = null
  }

  async #put(exportId: string, { viewerId, progress }: Note): Promise<void> {
    if (progress) {
      const isIdle = progress.state === 'waiting' || progress.state === 'expired' ? 1 : 0
      const json = JSON.stringify(progress)
      const args = [viewerId, exportId, json, this.#options.ttlMs, this.#node, isIdle]
      await this.#redis.run(postScript, keyPrefix, args)
    } else await this.#redis.run(removeScript, keyPrefix, [viewerId, exportId, this.#node])
  }

  /** Says what goes on here, and looks for what no node will say any more. */
  #beat(): void {
    for (const [exportId, note] of this.#underWay) {
      if (!this.#unsent.has(exportId)) this.#send(exportId, note)
    }
    for (const reader of this.#readers) {
      // Ends that nobody publishes: the node that had the export is no more.
      const isNews = (each: ExportProgress) => reader.open.has(each.exportId) && !isOpen(each)
      if (reader.open.size > 0) void this.#catchUp(reader, isNews).catch(() => {})
    }
  }

  /**
   * What stands on the board, for a reader that listens but may have missed what came before. The
   * two ways are not in step: what has been heard meanwhile is newer.
   */
  async #catchUp(reader: Reader, isNews = (_: ExportProgress) => true): Promise<void> {
    const heardOf = new Set<string>()
    reader.catchUps.add(heardOf)
    try {
      for (const progress of await this.list(reader.viewerId)) {
        if (!heardOf.has(progress.exportId) && isNews(progress)) reader.tell(progress)
      }
    } finally {
      reader.catchUps.delete(heardOf)
    }
  }

  /** How an export stands of which nothing was said for a while; its node may be gone. */
  #afterSilence(progress: ExportProgress, silentMs: number): ExportProgress {
    if (isUnderWay(progress) && silentMs > deadAfterMs) {
      return { ...progress, state: 'failed', errorCode: 'worker-failed', placeInLine: null }
    }
    const isForgotten =
      progress.state === 'waiting' && silentMs > this.#options.ticketTtlMs + deadAfterMs
    return isForgotten ? { ...progress, state: 'expired' } : progress
  }
}

function parse(json: string): ExportProgress | undefined {
  try {
    return exportProgressSchema.parse(JSON.parse(json))
  } catch {
    // A node of another version may know reports that this one does not.
    return undefined
  }
}

/** Whether a node is at work on it, and says so in each beat: it runs or is being delivered. */
function isUnderWay({ state, keptUntil }: ExportProgress): boolean {
  return state === 'running' || (state === 'ready' && keptUntil === null)
}

function isOpen(progress: ExportProgress): boolean {
  return progress.state === 'waiting' || isUnderWay(progress)
}
