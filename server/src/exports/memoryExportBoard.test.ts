import { describeExportBoard } from './exportBoard.contract.ts'
import { MemoryExportBoard } from './memoryExportBoard.ts'

describeExportBoard('memory', async () => {
  const board = new MemoryExportBoard()
  return { here: board, there: board, close: () => board.close() }
})
