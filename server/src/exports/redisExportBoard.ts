import { exportProgressSchema, type ExportProgress } from '@coatcheck/shared'
import { z } from 'zod'
import { keyPrefix, redisScript, type RedisClient } from '../redisClient.ts'
import type { RedisSubscriber } from '../redisSubscriber.ts'
import type { ExportBoard, NodeWord } from './exportBoard.ts'
import { LatestNotes } from './latestNotes.ts'

export interface RedisExportBoardOptions {
  readonly redis: RedisClient
  /** Opens the connection that listens; told what to do after an outage. */
  readonly subscribe: (onGap: () => void) => RedisSubscriber
  /** How long a note stays up that nobody changes. */
  readonly ttlMs: number
}

/** A node says so often that its runs are going on; one that has been silent for longer is dead. */
const aliveEveryMs = 5_000
const deadAfterMs = 16_000

const retryEveryMs = 500

const nodesChannel = 'nodes'

/**
 * Notes of a viewer are a hash: export → time of Redis's clock and JSON. Putting one up also
 * publishes it, in one step, so that a reader who subscribes first and then reads misses nothing.
 */
const postScript = redisScript(`
local key = KEYS[1] .. 'board:' .. ARGV[1]
local time = redis.call('TIME')
local atMs = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', key, ARGV[2], string.format('%.0f', atMs) .. ' ' .. ARGV[3])
redis.call('PEXPIRE', key, ARGV[4])
redis.call('PUBLISH', key, ARGV[3])`)

const removeScript = redisScript(`redis.call('HDEL', KEYS[1] .. 'board:' .. ARGV[1], ARGV[2])`)

/** → age in milliseconds and JSON of each note, one after the other. */
const listScript = redisScript(`
local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local notes = {}
for _, note in ipairs(redis.call('HVALS', KEYS[1] .. 'board:' .. ARGV[1])) do
  local at, json = string.match(note, '^(%d+) (.*)$')
  notes[#notes + 1] = string.format('%.0f', nowMs - tonumber(at))
  notes[#notes + 1] = json
end
return notes`)

const wordSchema = z.object({ type: z.enum(['cancel', 'taken']), exportId: z.string() })

interface Note {
  readonly viewerId: string
  /** Null takes the note down. */
  readonly progress: ExportProgress | null
}

interface Reader {
  readonly viewerId: string
  readonly notes: LatestNotes
  /** Exports that it has been told of since it began to catch up. */
  readonly heardOf: Set<string>
}

/** The board that all nodes share. While Redis is out of reach, notes wait and the latest go up. */
export class RedisExportBoard implements ExportBoard {
  readonly #redis: RedisClient
  readonly #subscriber: RedisSubscriber
  readonly #ttlMs: number
  readonly #unsent = new Map<string, Note>()
  /** Of this node, by export: what has to be said again and again. */
  readonly #running = new Map<string, Note>()
  readonly #readers = new Set<Reader>()
  readonly #heartbeat: NodeJS.Timeout
  #sending: Promise<void> | null = null
  #closed = false

  constructor({ redis, subscribe, ttlMs }: RedisExportBoardOptions) {
    this.#redis = redis
    this.#ttlMs = ttlMs
    this.#subscriber = subscribe(() => {
      for (const reader of this.#readers) void this.#catchUp(reader).catch(() => {})
    })
    this.#heartbeat = setInterval(() => this.#sayAlive(), aliveEveryMs).unref()
  }

  post(viewerId: string, progress: ExportProgress): void {
    const note = { viewerId, progress }
    if (progress.state === 'running') this.#running.set(progress.exportId, note)
    else this.#running.delete(progress.exportId)
    this.#send(progress.exportId, note)
  }

  remove(viewerId: string, exportId: string): void {
    this.#running.delete(exportId)
    this.#send(exportId, { viewerId, progress: null })
  }

  async list(viewerId: string): Promise<ExportProgress[]> {
    const flat = (await this.#redis.run(listScript, keyPrefix, [viewerId])) as string[]
    const all: ExportProgress[] = []
    for (let index = 0; index < flat.length; index += 2) {
      const progress = parse(flat[index + 1]!)
      if (progress) all.push(Number(flat[index]) > deadAfterMs ? deadIfRunning(progress) : progress)
    }
    return all
  }

  async *follow(
    viewerId: string,
    signal: AbortSignal,
  ): AsyncGenerator<ExportProgress, void, undefined> {
    if (signal.aborted) return
    const reader: Reader = { viewerId, notes: new LatestNotes(), heardOf: new Set() }
    const hear = (message: string) => {
      const progress = parse(message)
      if (!progress) return
      reader.heardOf.add(progress.exportId)
      reader.notes.add(progress)
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

  tell(word: NodeWord): void {
    const message = JSON.stringify(word)
    this.#redis.command('PUBLISH', keyPrefix + nodesChannel, message).catch(() => {})
  }

  listen(listener: (word: NodeWord) => void): void {
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
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null
    })
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
  }

  async #put(exportId: string, { viewerId, progress }: Note): Promise<void> {
    if (progress) {
      const args = [viewerId, exportId, JSON.stringify(progress), this.#ttlMs]
      await this.#redis.run(postScript, keyPrefix, args)
    } else await this.#redis.run(removeScript, keyPrefix, [viewerId, exportId])
  }

  #sayAlive(): void {
    for (const [exportId, note] of this.#running) {
      if (!this.#unsent.has(exportId)) this.#send(exportId, note)
    }
  }

  /**
   * What stands on the board, for a reader that listens but may have missed what came before. The
   * two ways are not in step: what has been heard meanwhile is newer.
   */
  async #catchUp({ viewerId, notes, heardOf }: Reader): Promise<void> {
    heardOf.clear()
    for (const progress of await this.list(viewerId)) {
      if (!heardOf.has(progress.exportId)) notes.add(progress)
    }
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

/** Its node has not said for a while that it is going on. */
function deadIfRunning(progress: ExportProgress): ExportProgress {
  if (progress.state !== 'running') return progress
  return { ...progress, state: 'failed', errorCode: 'worker-failed', placeInLine: null }
}
