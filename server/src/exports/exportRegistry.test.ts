import { expect, test, vi } from 'vitest'
import { defaultLimits } from '../limits.ts'
import { MemoryProgressStore } from '../progress/memoryProgressStore.ts'
import { ticketRecord } from '../tickets/testing/ticketRecord.ts'
import { ExportRegistry } from './exportRegistry.ts'

function openRegistry() {
  const progress = new MemoryProgressStore()
  const messages: unknown[] = []
  progress.subscribeToMessages((message) => messages.push(message))
  const observe = vi.fn()
  const registry = new ExportRegistry({ progress, limits: defaultLimits, observe })
  const shown = async () => (await progress.list('analyst')).map(({ state }) => state)
  return { registry, observe, messages, shown }
}

test('an announced export is recorded as issued and shown to its viewer', async () => {
  const { registry, observe, shown } = openRegistry()
  const record = ticketRecord({ issuedAtMs: 5_000 })
  const job = registry.announce(record, '192.0.2.1')
  expect(job).toMatchObject({ address: '192.0.2.1', ticketEndsAtMs: 65_000 })
  expect(registry.find(record.exportId)).toBe(job)
  expect(observe.mock.calls).toEqual([['issued', job, job.address]])
  expect(await shown()).toEqual(['waiting'])
})

test('an adopted export is taken from the other nodes, and not recorded as issued again', async () => {
  const { registry, observe, messages, shown } = openRegistry()
  const record = ticketRecord()
  const job = registry.adopt(record)
  expect(registry.find(record.exportId)).toBe(job)
  expect(messages).toEqual([{ type: 'taken', exportId: record.exportId }])
  expect(observe).not.toHaveBeenCalled()
  expect(await shown()).toEqual([])
})

test('an export that was handed over is neither recorded nor published any more', async () => {
  const { registry, observe, shown } = openRegistry()
  const job = registry.adopt(ticketRecord())
  registry.handOver(job)
  registry.tell('failed', job)
  registry.changed(job)
  registry.progressed(job)
  expect(registry.find(job.id)).toBeUndefined()
  expect(observe).not.toHaveBeenCalled()
  expect(await shown()).toEqual([])
})

test('a forgotten export is no longer shown', async () => {
  const { registry, shown } = openRegistry()
  const job = registry.announce(ticketRecord(), null)
  registry.forget(job)
  expect(registry.find(job.id)).toBeUndefined()
  expect(await shown()).toEqual([])
})

test('deliveries are counted over all exports', () => {
  const { registry } = openRegistry()
  const [one, other] = [registry.announce(ticketRecord(), null), registry.adopt(ticketRecord())]
  one.attach(true, null)
  one.attach(false, null)
  other.attach(true, null)
  expect(registry.deliveryCount).toBe(3)
  one.detach(false)
  expect(registry.deliveryCount).toBe(2)
})
