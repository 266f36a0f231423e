import type { ExportProgress } from '../../exportProgress.ts'
import type { ExportLimits, PreparedExport } from '../../preparedExport.ts'
import type { TicketReceipt } from '../../ticketReceipt.ts'

interface CallOptions {
  readonly signal?: AbortSignal
}

interface ListInput {
  limit?: number
  exportId?: string
}

/**
 * The part of a tRPC client that is needed: `createTRPCClient<AppRouter>()`, or the part of another
 * client that belongs to Coatcheck's router. What is optional here is missing on older servers.
 */
export interface ExportClient {
  readonly export: {
    readonly createTicket: {
      mutate(request: never, options?: CallOptions): Promise<TicketReceipt>
    }
    readonly prepare?: {
      mutate(request: never, options?: CallOptions): Promise<PreparedExport>
    }
    readonly pickUp?: {
      mutate(
        input: { exportId: string; clientKey?: string },
        options?: CallOptions,
      ): Promise<TicketReceipt>
    }
    readonly limits?: {
      query(input?: undefined, options?: CallOptions): Promise<Partial<ExportLimits>>
    }
    readonly list: {
      query(input?: ListInput, options?: CallOptions): Promise<ExportProgress[]>
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
