import { describeProgressStore } from './progressStore.contract.ts'
import { MemoryProgressStore } from './memoryProgressStore.ts'

describeProgressStore('memory', async () => {
  const store = new MemoryProgressStore()
  return { here: store, there: store, close: () => store.close() }
})
