import { expect, test } from 'vitest'
import { MemoryTicketStore } from './memoryTicketStore.ts'
import { aRecord, describeTicketStore, limitsUnderTest } from './ticketStore.contract.ts'

function openStore(limits = limitsUnderTest) {
  let nowMs = 0
  const store = new MemoryTicketStore({ ...limits, monotonicNowMs: () => nowMs })
  return {
    store,
    passTime: async (ms: number) => {
      nowMs += ms
    },
    close: () => store.close(),
  }
}

describeTicketStore('memory', async () => openStore())

test('memory holds a fixed number of tickets, whoever asks', async () => {
  const { store, passTime } = openStore({ ...limitsUnderTest, entriesMax: 10 })
  const issueAs = (id: string) =>
    store.issue(aRecord({ viewer: { id, name: id, scope: { kind: 'all' } } }))
  for (let count = 0; count < 10; count += 1) await issueAs(`viewer-${count}`)
  await expect(issueAs('one-more')).rejects.toMatchObject({ code: 'too-many-tickets' })
  expect(store.size).toBe(10)
  await passTime(limitsUnderTest.ttlMs + 1)
  await issueAs('one-more')
  expect(store.size).toBe(1)
})
