import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hashSecret } from './ticket.ts'
import { limitsUnderTest, ticketRecord } from './testing/ticketRecord.ts'
import { claimedTtlMs, type TicketRecord, type TicketStore } from './ticketStore.ts'

export interface StoreUnderTest {
  readonly store: TicketStore
  /** Lets time pass for the store's own clock. */
  passTime(ms: number): Promise<void>
  close(): Promise<void>
}

/** What every ticket store guarantees, timing and races included. */
export function describeTicketStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name}, as a ticket store`, () => {
    let subject: StoreUnderTest
    beforeEach(async () => {
      subject = await open()
    })
    afterEach(() => subject.close())

    const issue = async (overrides: Partial<TicketRecord> = {}) => {
      const record = ticketRecord(overrides)
      const { ticket, expiresAtMs } = await subject.store.issue(record, limitsUnderTest)
      return { record, ticket, expiresAtMs, ticketHash: hashSecret(ticket) }
    }
    const claim = (ticketHash: string, claimId: string, browserHash: string | null = null) =>
      subject.store.claim(
        { ticketHash, claimId, browserHashes: browserHash === null ? [] : browserHash.split(' ') },
        limitsUnderTest,
      )

    test('issues distinct tickets of 43 base64url characters', async () => {
      const tickets = await Promise.all(Array.from({ length: 50 }, () => issue()))
      for (const { ticket } of tickets) expect(ticket).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(new Set(tickets.map(({ ticket }) => ticket)).size).toBe(50)
    })

    test('returns the record as it was issued, and frozen', async () => {
      const { record, ticketHash } = await issue()
      const claimed = await claim(ticketHash, 'a')
      expect(claimed).toEqual({ record, first: true })
      expect(Object.isFrozen(claimed?.record.request.filters)).toBe(true)
    })

    test('does not see later changes to the object it was given', async () => {
      const record = ticketRecord()
      const { ticket } = await subject.store.issue(record, limitsUnderTest)
      record.request.filters.from = '2001-05-05'
      const claimed = await claim(hashSecret(ticket), 'a')
      expect(claimed?.record.request.filters.from).toBe('2001-01-01')
    })

    test('returns null for a ticket that it never issued', async () => {
      expect(await claim(hashSecret('nothing'), 'a')).toBeNull()
    })

    test('lets a ticket be claimed once; the same claim id may ask again', async () => {
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
        expect(claims.filter((claimed) => claimed?.first)).toHaveLength(1)
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

    test('finds the browser it is bound to among several cookies', async () => {
      const { ticketHash } = await issue({ browserHash: 'mine' })
      expect(await claim(ticketHash, 'a', 'theirs planted')).toBeNull()
      expect((await claim(ticketHash, 'b', 'planted mine'))?.first).toBe(true)
      expect((await claim(ticketHash, 'c', 'mine planted other'))?.first).toBe(false)
    })

    test('knows the hashes of its tickets until they are forgotten', async () => {
      const one = await issue()
      const other = await issue({ browserHash: 'mine' })
      await claim(other.ticketHash, 'a', 'mine')
      expect(await subject.store.holdsAny([])).toBe(false)
      expect(await subject.store.holdsAny(['x', one.ticketHash])).toBe(true)
      expect(await subject.store.holdsAny([other.ticketHash])).toBe(true)
      await subject.store.revoke(one.record.exportId)
      expect(await subject.store.holdsAny(['x', one.ticketHash])).toBe(false)
    })

    test('expires unclaimed tickets, and remembers claimed ones longer', async () => {
      const unclaimed = await issue()
      const bound = await issue({ browserHash: 'mine' })
      await claim(bound.ticketHash, 'a', 'mine')
      await subject.passTime(limitsUnderTest.ticketTtlMs + 1)
      expect(await claim(unclaimed.ticketHash, 'a')).toBeNull()
      expect((await claim(bound.ticketHash, 'b', 'mine'))?.first).toBe(false)
      await subject.passTime(claimedTtlMs(limitsUnderTest))
      expect(await claim(bound.ticketHash, 'c', 'mine')).toBeNull()
    })

    test('says when a ticket expires', async () => {
      const { record, expiresAtMs } = await issue()
      expect(expiresAtMs).toBe(record.issuedAtMs + limitsUnderTest.ticketTtlMs)
    })

    test('makes a released ticket claimable again, with its original expiry', async () => {
      const { ticketHash } = await issue()
      await claim(ticketHash, 'a')
      await subject.store.release(ticketHash, 'a')
      expect((await claim(ticketHash, 'b'))?.first).toBe(true)
      await subject.store.release(ticketHash, 'b')
      await subject.passTime(limitsUnderTest.ticketTtlMs + 1)
      expect(await claim(ticketHash, 'c')).toBeNull()
    })

    test('releases a claim only by its own id', async () => {
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

    test('keeps several tickets of one export, and revokes all of them', async () => {
      const first = await issue({ browserHash: 'one' })
      const { exportId } = first.record
      const others = [
        await issue({ exportId, browserHash: 'two', isPickUp: true }),
        await issue({ exportId, sessionId: 'out', isPickUp: true }),
        await issue({ exportId, isPickUp: true }),
      ]
      await subject.store.revokeSession('out')
      expect((await claim(first.ticketHash, 'a', 'one'))?.record.isPickUp).toBeUndefined()
      expect((await claim(others[0]!.ticketHash, 'a', 'two'))?.record.isPickUp).toBe(true)
      expect(await claim(others[1]!.ticketHash, 'a')).toBeNull()
      await subject.store.revoke(exportId)
      expect(await claim(first.ticketHash, 'b', 'one')).toBeNull()
      expect(await claim(others[0]!.ticketHash, 'b', 'two')).toBeNull()
      expect(await claim(others[2]!.ticketHash, 'a')).toBeNull()
    })

    test('revokes all tickets of one sign-in and no others', async () => {
      const mine = [await issue({ sessionId: 'out' }), await issue({ sessionId: 'out' })]
      const other = await issue({ sessionId: 'in' })
      await subject.store.revokeSession('out')
      for (const { ticketHash } of mine) expect(await claim(ticketHash, 'a')).toBeNull()
      expect((await claim(other.ticketHash, 'a'))?.first).toBe(true)
    })

    test('does not count claimed tickets, however long they are remembered', async () => {
      const { ticketsMax, ticketsPerViewerMax } = limitsUnderTest
      for (let count = 0; count < ticketsMax + 1; count += 1) {
        const viewer = { id: `viewer-${count % 5}`, name: 'Anyone', scope: null }
        const { ticketHash } = await issue({ browserHash: 'mine', viewer })
        await claim(ticketHash, 'a', 'mine')
      }
      expect(subject.store.outstanding).toBe(0)
      for (let count = 0; count < ticketsPerViewerMax; count += 1) await issue()
    })

    test('refuses a viewer who asks for too many within a minute, and harms no other', async () => {
      const limits = { ...limitsUnderTest, ticketsPerMinuteMax: 5 }
      const { store } = subject
      const claimed = async (viewerId: string) => {
        const viewer = { id: viewerId, name: 'Anyone', scope: null }
        const { ticket } = await store.issue(ticketRecord({ viewer }), limits)
        await claim(hashSecret(ticket), 'a')
      }
      for (let count = 0; count < 5; count += 1) await claimed('analyst')
      const refusal = { code: 'too-many-tickets' }
      await expect(claimed('analyst')).rejects.toMatchObject(refusal)
      await expect(store.checkRoom('analyst', limits)).rejects.toMatchObject(refusal)
      await expect(store.countRequest('analyst', limits)).rejects.toMatchObject(refusal)
      for (let count = 0; count < 5; count += 1) await store.countRequest('seattle', limits)
      await expect(store.countRequest('seattle', limits)).rejects.toMatchObject(refusal)
      await expect(claimed('seattle')).rejects.toMatchObject(refusal)
      await claimed('atlanta')
    })

    test('refuses a viewer with too many unclaimed tickets, and harms no other', async () => {
      for (let count = 0; count < limitsUnderTest.ticketsPerViewerMax; count += 1) await issue()
      const refusal = { code: 'too-many-tickets', retryAfterS: 1 }
      await expect(issue()).rejects.toMatchObject(refusal)
      await expect(subject.store.checkRoom('analyst', limitsUnderTest)).rejects.toMatchObject(
        refusal,
      )
      await subject.store.checkRoom('seattle', limitsUnderTest)
      await issue({ viewer: { id: 'seattle', name: 'Seattle', scope: { kind: 'all' } } })
      await subject.passTime(limitsUnderTest.ticketTtlMs + 1)
      await issue()
    })
  })
}
