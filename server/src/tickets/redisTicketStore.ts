import { setTimeout as sleep } from 'node:timers/promises'
import type { AppError } from '../appError.ts'
import { storeUnavailable } from '../exportErrors.ts'
import type { OnIgnored } from '../redis/ignored.ts'
import { keyPrefix, type RedisClient, type RedisScript } from '../redis/redisClient.ts'
import { openRecord, sealRecord } from './recordSeal.ts'
import type { SealKey } from './seal.ts'
import {
  checkRoomScript,
  countRequestScript,
  claimScript,
  holdsAnyScript,
  issueScript,
  releaseScript,
  revokeScript,
  revokeSessionScript,
} from './redisTicketScripts.ts'
import { hashSecret, newTicket } from './ticket.ts'
import {
  claimedTtlMs,
  issueWindowMs,
  tooManyIssued,
  tooManyTickets,
  type Claim,
  type ClaimRequest,
  type IssuedTicket,
  type TicketLimits,
  type TicketRecord,
  type TicketStore,
} from './ticketStore.ts'

export interface RedisTicketStoreOptions {
  readonly redis: RedisClient
  /**
   * 0 (the default): a ticket is good only for the Redis process that issued it, so neither a
   * restart from a snapshot nor a promoted replica can revive a spent one. More: tickets survive a
   * failover, and a claim counts only when this many replicas have it.
   */
  readonly waitReplicas?: number
  /** Signs the records, so that someone who can write to Redis cannot change what a ticket is for. */
  readonly recordKey?: SealKey
  /** Called with why a record could not be used: its ticket is unknown then. */
  readonly onIgnored?: OnIgnored
}

const replicaMsMax = 400
const giveBackEveryMs = 1_000
/** A script keeps all others waiting. */
const hashesPerCall = 500

/** Tickets of all nodes. Each method is one script, hence atomic, and may safely be sent twice. */
export class RedisTicketStore implements TicketStore {
  readonly #redis: RedisClient
  readonly #waitReplicas: number
  readonly #recordKey: SealKey | undefined
  readonly #onIgnored: OnIgnored
  readonly #closing = new AbortController()
  #outstanding = { count: 0, untilMs: 0 }

  constructor(options: RedisTicketStoreOptions) {
    const { redis, waitReplicas = 0, recordKey, onIgnored = () => {} } = options
    this.#redis = redis
    this.#waitReplicas = waitReplicas
    this.#recordKey = recordKey
    this.#onIgnored = onIgnored
  }

  /** Of all nodes, when this one last asked; 0 if that was longer ago than a ticket lives. */
  get outstanding(): number {
    return performance.now() < this.#outstanding.untilMs ? this.#outstanding.count : 0
  }

  async checkRoom(viewerId: string, limits: TicketLimits): Promise<void> {
    const { ticketsMax, ticketsPerMinuteMax, ticketsPerViewerMax } = limits
    const args = [viewerId, ticketsPerViewerMax, ticketsMax, ticketsPerMinuteMax]
    const [hasRoom, waitMs] = (await this.#run(checkRoomScript, args)) as [number, number]
    if (hasRoom === 0) throw refusal(waitMs, limits)
  }

  async countRequest(viewerId: string, limits: TicketLimits): Promise<void> {
    const args = [viewerId, limits.ticketsPerMinuteMax, issueWindowMs]
    const waitMs = Number(await this.#run(countRequestScript, args))
    if (waitMs > 0) throw tooManyIssued(waitMs)
  }

  async issue(record: TicketRecord, limits: TicketLimits): Promise<IssuedTicket> {
    const { ticketTtlMs, ticketsPerMinuteMax, ticketsPerViewerMax, ticketsMax } = limits
    const ticket = newTicket()
    const ticketHash = hashSecret(ticket)
    const [isIssued, count, waitMs] = (await this.#run(issueScript, [
      ticketHash,
      sealRecord(record, { ticketHash, key: this.#recordKey }),
      record.exportId,
      record.sessionId,
      record.viewer.id,
      record.browserHash ?? '',
      ticketTtlMs,
      ticketsPerViewerMax,
      ticketsMax,
      this.#waitReplicas === 0 ? 1 : 0,
      ticketsPerMinuteMax,
      issueWindowMs,
    ])) as [number, number, number]
    this.#counted(count, limits)
    if (isIssued === 0) throw refusal(waitMs, limits)
    return { ticket, expiresAtMs: record.issuedAtMs + ticketTtlMs }
  }

  async claim(
    { ticketHash, claimId, browserHashes }: ClaimRequest,
    limits: TicketLimits,
  ): Promise<Claim | null> {
    const args = [ticketHash, claimId, claimedTtlMs(limits), ...browserHashes]
    try {
      const reply = await this.#run(claimScript, args)
      if (!Array.isArray(reply)) return null
      const [text, first, count] = reply as unknown[]
      this.#counted(Number(count), limits)
      const record = this.#recordIn(text, { ticketHash, browserHashes })
      if (!record) return null
      if (first === 1) await this.#replicated()
      return { record, first: first === 1 }
    } catch (error) {
      // Redis may have made the claim, or may still make it; the caller will not act on it.
      void this.#giveBack(ticketHash, claimId, limits.ticketTtlMs)
      throw error
    }
  }

  async holdsAny(ticketHashes: readonly string[]): Promise<boolean> {
    for (let start = 0; start < ticketHashes.length; start += hashesPerCall) {
      const some = ticketHashes.slice(start, start + hashesPerCall)
      if ((await this.#run(holdsAnyScript, some)) === 1) return true
    }
    return false
  }

  async release(ticketHash: string, claimId: string): Promise<void> {
    await this.#run(releaseScript, [ticketHash, claimId])
  }

  async revoke(exportId: string): Promise<void> {
    await this.#run(revokeScript, [exportId])
    await this.#replicated()
  }

  async revokeSession(sessionId: string): Promise<void> {
    await this.#run(revokeSessionScript, [sessionId])
    await this.#replicated()
  }

  /** The connection stays open: its owner closes it. */
  async close(): Promise<void> {
    this.#closing.abort()
  }

  /** Undefined if the record is not as a node has written it: its ticket is as good as unknown. */
  #recordIn(
    text: unknown,
    { ticketHash, browserHashes }: Pick<ClaimRequest, 'ticketHash' | 'browserHashes'>,
  ): TicketRecord | undefined {
    try {
      const record = openRecord(text, { ticketHash, key: this.#recordKey })
      const { browserHash } = record
      if (browserHash === null || browserHashes.includes(browserHash)) return record
      throw new Error('A ticket is bound to another browser than its record.')
    } catch (error) {
      this.#onIgnored('ticket', error)
      return undefined
    }
  }

  #run(script: RedisScript, args: readonly (string | number)[]): Promise<unknown> {
    return this.#redis.run(script, keyPrefix, args)
  }

  /** WAIT counts the replicas that have all that this connection has written (since Redis 3). */
  async #replicated(): Promise<void> {
    if (this.#waitReplicas === 0) return
    const count = await this.#redis.command('WAIT', this.#waitReplicas, replicaMsMax)
    if (Number(count) >= this.#waitReplicas) return
    throw storeUnavailable(new Error(`${String(count)} replicas of Redis have the change.`))
  }

  /** Tries until it succeeds or the ticket has expired. */
  async #giveBack(ticketHash: string, claimId: string, ttlMs: number): Promise<void> {
    const deadlineMs = performance.now() + ttlMs
    const { signal } = this.#closing
    while (performance.now() < deadlineMs && !signal.aborted) {
      const done = await this.release(ticketHash, claimId).then(
        () => true,
        () => false,
      )
      if (done) return
      await sleep(giveBackEveryMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  #counted(count: number, { ticketTtlMs }: TicketLimits): void {
    this.#outstanding = { count, untilMs: performance.now() + ticketTtlMs }
  }
}

function refusal(waitMs: number, { ticketTtlMs }: TicketLimits): AppError {
  return waitMs > 0 ? tooManyIssued(waitMs) : tooManyTickets(ticketTtlMs)
}
