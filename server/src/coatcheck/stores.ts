import { MemoryProgressStore } from '../progress/memoryProgressStore.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import { MemoryRunReservations, type RunReservations } from '../runs/runReservations.ts'
import { MemoryTicketStore } from '../tickets/memoryTicketStore.ts'
import type { TicketStore } from '../tickets/ticketStore.ts'

/** What the nodes of a service share, so that any of them can serve any request. */
export interface Stores {
  readonly tickets: TicketStore
  readonly progress: ProgressStore
  readonly reservations: RunReservations
}

/** What a single node keeps in its memory. */
export function memoryStores(): Stores {
  return {
    tickets: new MemoryTicketStore(),
    progress: new MemoryProgressStore(),
    reservations: new MemoryRunReservations(),
  }
}

export async function closeStores({ tickets, progress, reservations }: Stores): Promise<void> {
  await progress.close()
  await reservations.close()
  await tickets.close()
}
