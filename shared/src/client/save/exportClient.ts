import type { ExportProgress } from '../../exportProgress.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'

interface CallOptions {
  readonly signal?: AbortSignal
}

/**
 * What of a tRPC client is needed: a plain `createTRPCClient<AppRouter>()` fits, or one whose
 * router has Coatcheck's as a part.
 */
export interface ExportClient {
  readonly export: {
    readonly createTicket: {
      mutate(request: never, options?: CallOptions): Promise<TicketReceipt>
    }
    readonly list: {
      query(input?: { limit?: number }, options?: CallOptions): Promise<ExportProgress[]>
    }
    readonly cancel: {
      mutate(input: { exportId: string }, options?: CallOptions): Promise<unknown>
    }
  }
}

/** What this client may ask for: typed by the reports of its router. */
export type RequestOf<Client extends ExportClient> = Parameters<
  Client['export']['createTicket']['mutate']
>[0]
