import { describeRunReservations } from './runReservations.contract.ts'
import { MemoryRunReservations } from './runReservations.ts'

describeRunReservations('memory', async () => {
  const reservations = new MemoryRunReservations()
  return { here: reservations, there: reservations, close: () => reservations.close() }
})
