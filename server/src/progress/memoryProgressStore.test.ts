import { expect, test } from 'vitest'
import { describeProgressStore } from './progressStore.contract.ts'
import { MemoryProgressStore } from './memoryProgressStore.ts'
import { idOf, progressOf, publish } from './testing/exportProgress.ts'

describeProgressStore('memory', async () => {
  const store = new MemoryProgressStore()
  return { here: store, there: store, close: () => store.close() }
})

test('a thousand exports that the node has let go are remembered, and all that it works on', async () => {
  const store = new MemoryProgressStore()
  publish(store, progressOf('runs'))
  for (let count = 0; count < 1_010; count += 1) {
    publish(store, progressOf(String(count), { state: 'ready' }))
    store.letGo('seattle', idOf(String(count)))
  }
  // Someone has used it since.
  publish(store, progressOf('11', { state: 'delivered' }))
  const known = (await store.list('seattle')).map(({ exportId }) => exportId)
  expect(known).toHaveLength(1_001)
  expect(known).toContain(idOf('runs'))
  expect(known).toContain(idOf('11'))
  expect(known).not.toContain(idOf('9'))
})
