import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../appError.ts'
import { deepFreeze } from './deepFreeze.ts'
import { keyPrefix, type RedisClient, type RedisScript } from '../redis/redisClient.ts'
import {
  checkRoomScript,
  claimScript,
  issueScript,
  releaseScript,
  revokeScript,
  revokeSessionScript,
} from './redisScripts.ts'
import { hashSecret, newTicket } from './ticket.ts'
import {
  tooManyTickets,
  type Claim,
  type ClaimRequest,
  type IssuedTicket,
  type TicketLimits,
  type TicketRecord,
  type TicketStore,
} from './ticketStore.ts'

export interface RedisTicketStoreOptions extends TicketLimits {
  readonly redis: RedisClient
  /**
   * 0: a ticket is good only for the Redis process that issued it, so neither a restart from a
   * snapshot nor a promoted replica can bring a spent one back. More: tickets outlive a failover,
   * and a claim counts only when so many replicas have it.
   */
  readonly waitReplicas?: number
}

const replicaMsMax = 400
const giveBackEveryMs = 1_000

/** Tickets of all nodes. Each method is one script, hence atomic, and bears being sent twice. */
export class RedisTicketStore implements TicketStore {
  readonly #redis: RedisClient
  readonly #limits: TicketLimits
  readonly #waitReplicas: number
  readonly #closing = new AbortController()
  #outstanding = { count: 0, untilMs: 0 }

  constructor({ redis, waitReplicas = 0, ...limits }: RedisTicketStoreOptions) {
    this.#redis = redis
    this.#limits = limits
    this.#waitReplicas = waitReplicas
  }

  /** Of all nodes, when this one last asked; zero when that is longer ago than a ticket lives. */
  get outstanding(): number {
    return performance.now() < this.#outstanding.untilMs ? this.#outstanding.count : 0
  }

  async checkRoom(viewerId: string): Promise<void> {
    const { ttlMs, unclaimedPerViewerMax, entriesMax } = this.#limits
    const args = [viewerId, unclaimedPerViewerMax, entriesMax]
    if ((await this.#run(checkRoomScript, args)) === 0) throw tooManyTickets(ttlMs)
  }

  async issue(record: TicketRecord): Promise<IssuedTicket> {
    const { ttlMs, unclaimedPerViewerMax, entriesMax } = this.#limits
    const ticket = newTicket()
    const [isIssued, count] = (await this.#run(issueScript, [
      hashSecret(ticket),
      JSON.stringify(record),
      record.exportId,
      record.sessionId,
      record.viewer.id,
      record.browserHash ?? '',
      ttlMs,
      unclaimedPerViewerMax,
      entriesMax,
      this.#waitReplicas === 0 ? 1 : 0,
    ])) as [number, number]
    this.#counted(count)
    if (isIssued === 0) throw tooManyTickets(ttlMs)
    return { ticket, expiresAtMs: record.issuedAtMs + ttlMs }
  }

  async claim({ ticketHash, claimId, browserHash }: ClaimRequest): Promise<Claim | null> {
    const args = [ticketHash, claimId, browserHash ?? '', this.#limits.claimedTtlMs]
    try {
      const answer = (await this.#run(claimScript, args)) as [string, number, number] | null
      if (answer === null) return null
      const [json, first, count] = answer
      this.#counted(count)
      if (first === 1) await this.#replicated()
      return { record: deepFreeze(JSON.parse(json) as TicketRecord), first: first === 1 }
    } catch (error) {
      // Redis may have taken the claim, or take it yet: its caller will not act on it.
      void this.#giveBack(ticketHash, claimId)
      throw error
    }
  }

  async release(ticketHash: string, claimId: string): Promise<void> {
    await this.#run(releaseScript, [ticketHash, claimId])
  }

  async revoke(exportId: string): Promise<void> {
    await this.#run(revokeScript, [exportId])
    await this.#replicated()
  }

  async revokeSession(sessionId: string): Promise<string[]> {
    const revoked = (await this.#run(revokeSessionScript, [sessionId])) as string[]
    await this.#replicated()
    return revoked
  }

  /** The connection is its owner's to close. */
  async close(): Promise<void> {
    this.#closing.abort()
  }

  #run(script: RedisScript, args: readonly (string | number)[]): Promise<unknown> {
    return this.#redis.run(script, keyPrefix, args)
  }

  /** WAIT counts the replicas that have all that this connection has written (since Redis 3). */
  async #replicated(): Promise<void> {
    if (this.#waitReplicas === 0) return
    const count = await this.#redis.command('WAIT', this.#waitReplicas, replicaMsMax)
    if (Number(count) >= this.#waitReplicas) return
    throw new AppError(
      'store-unavailable',
      'The service cannot reach its store at the moment. Please try again shortly.',
      {
        cause: new Error(`${String(count)} replicas of Redis have the change.`),
        retryAfterS: 5,
      },
    )
  }

  /** Until it is done, or the ticket's time is up. */
  async #giveBack(ticketHash: string, claimId: string): Promise<void> {
    const deadlineMs = performance.now() + this.#limits.ttlMs
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

  #counted(count: number): void {
    this.#outstanding = { count, untilMs: performance.now() + this.#limits.ttlMs }
  }
}
