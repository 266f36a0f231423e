import { expect, test } from 'vitest'
import { MemoryTicketStore } from './memoryTicketStore.ts'
import { limitsUnderTest, ticketRecord } from './testing/ticketRecord.ts'
import { describeTicketStore } from './ticketStore.contract.ts'

function openStore() {
  let nowMs = 0
  const store = new MemoryTicketStore({ monotonicNowMs: () => nowMs })
  return {
    store,
    passTime: async (ms: number) => {
      nowMs += ms
    },
    close: () => store.close(),
  }
}

describeTicketStore('memory', async () => openStore())

test('memory holds a fixed number of tickets over all viewers', async () => {
  const { store, passTime } = openStore()
  const limits = { ...limitsUnderTest, ticketsMax: 10 }
  const issueAs = (id: string) =>
    store.issue(ticketRecord({ viewer: { id, name: id, scope: { kind: 'all' } } }), limits)
  for (let count = 0; count < 10; count += 1) await issueAs(`viewer-${count}`)
  await expect(issueAs('one-more')).rejects.toMatchObject({ code: 'too-many-tickets' })
  expect(store.size).toBe(10)
  await passTime(limits.ticketTtlMs + 1)
  await issueAs('one-more')
  expect(store.size).toBe(1)
})

test('memory lets a viewer who was too fast have a ticket when the minute is over', async () => {
  const { store, passTime } = openStore()
  const limits = { ...limitsUnderTest, ticketsPerMinuteMax: 2 }
  await store.issue(ticketRecord(), limits)
  await passTime(45_000)
  await store.issue(ticketRecord(), limits)
  await expect(store.issue(ticketRecord(), limits)).rejects.toMatchObject({ retryAfterS: 15 })
  await passTime(15_000)
  await store.issue(ticketRecord(), limits)
})
