import { describeExportBoard } from './progressStore.contract.ts'
import { MemoryProgressStore } from './memoryProgressStore.ts'

describeExportBoard('memory', async () => {
  const board = new MemoryProgressStore()
  return { here: board, there: board, close: () => board.close() }
})
