import type { ExportProgress } from '../../exportProgress.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'

interface CallOptions {
  readonly signal?: AbortSignal
}

/**
 * The part of a tRPC client that is needed: `createTRPCClient<AppRouter>()`, or the part of another
 * client that belongs to Coatcheck's router.
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

/** An export request, typed by the reports of the client's router. */
export type RequestOf<Client extends ExportClient> = Parameters<
  Client['export']['createTicket']['mutate']
>[0]
