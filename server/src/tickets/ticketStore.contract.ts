import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hashSecret } from './ticket.ts'
import type { TicketLimits, TicketRecord, TicketStore } from './ticketStore.ts'

export interface StoreUnderTest {
  readonly store: TicketStore
  /** Lets time pass for the store's own clock. */
  passTime(ms: number): Promise<void>
  close(): Promise<void>
}

export const limitsUnderTest: TicketLimits = {
  ttlMs: 1_000,
  claimedTtlMs: 2_000,
  unclaimedPerViewerMax: 300,
  entriesMax: 1_000,
}

let exportCount = 0

export function aRecord(overrides: Partial<TicketRecord> = {}): TicketRecord {
  exportCount += 1
  return {
    exportId: `export-${exportCount}`,
    viewer: { id: 'analyst', name: 'Analyst', scope: { kind: 'all' } },
    sessionId: 'session-1',
    request: {
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-02-01' },
      format: 'xlsx',
    },
    rowCount: 3,
    fileName: 'flights.xlsx',
    browserHash: null,
    issuedAtMs: Date.now(),
    ...overrides,
  }
}

/** What every ticket store promises, time and races included. */
export function describeTicketStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name}, as a ticket store`, () => {
    let subject: StoreUnderTest
    beforeEach(async () => {
      subject = await open()
    })
    afterEach(() => subject.close())

    const issue = async (overrides: Partial<TicketRecord> = {}) => {
      const record = aRecord(overrides)
      const { ticket, expiresAtMs } = await subject.store.issue(record)
      return { record, ticket, expiresAtMs, ticketHash: hashSecret(ticket) }
    }
    const claim = (ticketHash: string, claimId: string, browserHash: string | null = null) =>
      subject.store.claim({ ticketHash, claimId, browserHash })

    test('issues tickets of 43 base64url characters, each its own', async () => {
      const tickets = await Promise.all(Array.from({ length: 50 }, () => issue()))
      for (const { ticket } of tickets) expect(ticket).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(new Set(tickets.map(({ ticket }) => ticket)).size).toBe(50)
    })

    test('gives the record back as it was issued, and frozen', async () => {
      const { record, ticketHash } = await issue()
      const claimed = await claim(ticketHash, 'a')
      expect(claimed).toEqual({ record, first: true })
      expect(Object.isFrozen(claimed?.record.request.filters)).toBe(true)
    })

    test('does not see later changes to the object it was given', async () => {
      const record = aRecord()
      const { ticket } = await subject.store.issue(record)
      record.request.filters.from = '2001-05-05'
      const claimed = await claim(hashSecret(ticket), 'a')
      expect(claimed?.record.request.filters.from).toBe('2001-01-01')
    })

    test('answers null for a ticket it never issued', async () => {
      expect(await claim(hashSecret('nothing'), 'a')).toBeNull()
    })

    test('is claimed once; the same claim id asks again without harm', async () => {
      const { ticketHash } = await issue()
      expect((await claim(ticketHash, 'a'))?.first).toBe(true)
      expect((await claim(ticketHash, 'a'))?.first).toBe(true)
      expect(await claim(ticketHash, 'b')).toBeNull()
    })

    test('has one winner among 200 parallel claims, in each of 20 rounds', async () => {
      for (let round = 0; round < 20; round += 1) {
        const { ticketHash } = await issue()
        const claims = await Promise.all(
          Array.from({ length: 200 }, (_, index) => claim(ticketHash, `claim-${index}`)),
        )
        expect(claims.filter((each) => each?.first)).toHaveLength(1)
      }
    })

    test('lets only the browser it is bound to claim it and come back', async () => {
      const { ticketHash } = await issue({ browserHash: 'mine' })
      expect(await claim(ticketHash, 'a', 'theirs')).toBeNull()
      expect(await claim(ticketHash, 'a', null)).toBeNull()
      expect((await claim(ticketHash, 'b', 'mine'))?.first).toBe(true)
      expect((await claim(ticketHash, 'c', 'mine'))?.first).toBe(false)
      expect(await claim(ticketHash, 'd', 'theirs')).toBeNull()
    })

    test('expires unclaimed tickets, and remembers claimed ones longer', async () => {
      const unclaimed = await issue()
      const bound = await issue({ browserHash: 'mine' })
      await claim(bound.ticketHash, 'a', 'mine')
      await subject.passTime(limitsUnderTest.ttlMs + 1)
      expect(await claim(unclaimed.ticketHash, 'a')).toBeNull()
      expect((await claim(bound.ticketHash, 'b', 'mine'))?.first).toBe(false)
      await subject.passTime(limitsUnderTest.claimedTtlMs)
      expect(await claim(bound.ticketHash, 'c', 'mine')).toBeNull()
    })

    test('tells when a ticket expires', async () => {
      const { record, expiresAtMs } = await issue()
      expect(expiresAtMs).toBe(record.issuedAtMs + limitsUnderTest.ttlMs)
    })

    test('takes a released claim back, with the original expiry', async () => {
      const { ticketHash } = await issue()
      await claim(ticketHash, 'a')
      await subject.store.release(ticketHash, 'a')
      expect((await claim(ticketHash, 'b'))?.first).toBe(true)
      await subject.store.release(ticketHash, 'b')
      await subject.passTime(limitsUnderTest.ttlMs + 1)
      expect(await claim(ticketHash, 'c')).toBeNull()
    })

    test('lets nobody release the claim of another', async () => {
      const { ticketHash } = await issue()
      await claim(ticketHash, 'a')
      await subject.store.release(ticketHash, 'b')
      expect(await claim(ticketHash, 'b')).toBeNull()
    })

    test('revokes the ticket of an export, claimed or not', async () => {
      const first = await issue()
      const second = await issue({ browserHash: 'mine' })
      await claim(second.ticketHash, 'a', 'mine')
      await subject.store.revoke(first.record.exportId)
      await subject.store.revoke(second.record.exportId)
      await subject.store.revoke('unknown')
      expect(await claim(first.ticketHash, 'a')).toBeNull()
      expect(await claim(second.ticketHash, 'b', 'mine')).toBeNull()
    })

    test('revokes all tickets of one sign-in and no others', async () => {
      const mine = [await issue({ sessionId: 'out' }), await issue({ sessionId: 'out' })]
      const other = await issue({ sessionId: 'in' })
      const revoked = await subject.store.revokeSession('out')
      expect(revoked.sort()).toEqual(mine.map(({ record }) => record.exportId).sort())
      for (const { ticketHash } of mine) expect(await claim(ticketHash, 'a')).toBeNull()
      expect((await claim(other.ticketHash, 'a'))?.first).toBe(true)
    })

    test('refuses a viewer with too many unclaimed tickets, and harms no other', async () => {
      for (let count = 0; count < limitsUnderTest.unclaimedPerViewerMax; count += 1) await issue()
      const refusal = { code: 'too-many-tickets', retryAfterS: 1 }
      await expect(issue()).rejects.toMatchObject(refusal)
      await expect(subject.store.checkRoom('analyst')).rejects.toMatchObject(refusal)
      await subject.store.checkRoom('seattle')
      await issue({ viewer: { id: 'seattle', name: 'Seattle', scope: { kind: 'all' } } })
      await subject.passTime(limitsUnderTest.ttlMs + 1)
      await issue()
    })
  })
}
