import type { ExportLimits, ExportProgress, TicketRequest } from '@coatcheck/shared'
import { getTRPCErrorFromUnknown, tracked, type TRPCError } from '@trpc/server'
import type { PreparedExports } from '../exports/preparedExports.ts'
import type { ViewerExports } from '../exports/viewerExports.ts'
import type { CoatcheckLimits } from '../limits.ts'
import { requestsOf, type Catalogue } from '../reports/catalogue.ts'
import type { Requester, RequesterSession } from '../tickets/requester.ts'
import type { TicketService } from '../tickets/ticketService.ts'
import type { Context } from './context.ts'
import { exportSchema, listSchema, pickUpSchema, watchSchema } from './exportInputs.ts'
import { bareRouter, logFault, type SignedInProcedure } from './init.ts'
import { requestInput } from './requestInput.ts'

export interface ExportDependencies {
  readonly preparedExports: PreparedExports
  readonly ticketService: TicketService
  readonly viewerExports: ViewerExports
  readonly catalogue: Catalogue
  readonly signedInProcedure: SignedInProcedure
  readonly limits: Pick<CoatcheckLimits, 'queuedPerViewerMax' | 'rowsMax'>
}

export function exportRouter({
  catalogue,
  preparedExports,
  ticketService,
  viewerExports,
  signedInProcedure,
  limits,
}: ExportDependencies) {
  const requests = requestsOf(catalogue)
  const requesterOf = (
    { session, coatcheck }: Context & { readonly session: RequesterSession },
    signal: AbortSignal | undefined,
    clientKey: string | undefined,
  ): Requester => ({
    session,
    browserHash: coatcheck.binding.hashFor(session, clientKey),
    address: coatcheck.request.address,
    signal,
  })
  return bareRouter({
    createTicket: signedInProcedure
      .input(requestInput(requests.ticket))
      .mutation(({ ctx, input, signal }) => {
        const { clientKey, ...request }: TicketRequest = input
        return ticketService.issue(request, requesterOf(ctx, signal, clientKey))
      }),
    prepare: signedInProcedure
      .input(requestInput(requests.export))
      .mutation(({ ctx, input, signal }) => {
        const { session, coatcheck } = ctx
        const { address } = coatcheck.request
        // It belongs to the viewer, and to no browser.
        return preparedExports.prepare(input, { session, browserHash: null, address, signal })
      }),
    pickUp: signedInProcedure
      .input(requestInput(pickUpSchema))
      .mutation(({ ctx, input, signal }) =>
        preparedExports.pickUp(input.exportId, requesterOf(ctx, signal, input.clientKey)),
      ),
    limits: signedInProcedure.query(async ({ ctx }): Promise<ExportLimits> => {
      const xlsxRowsMax = await catalogue.xlsxRowsMaxFor(ctx.session.viewer)
      return {
        rowsMax: limits.rowsMax,
        ...(xlsxRowsMax && { xlsxRowsMax }),
        queuedMax: limits.queuedPerViewerMax,
        prepares: preparedExports.prepares,
      }
    }),
    list: signedInProcedure
      .input(requestInput(listSchema))
      .query(({ ctx, input, signal }) => viewerExports.list(ctx.session.viewer.id, input, signal)),
    request: signedInProcedure
      .input(requestInput(exportSchema))
      .query(({ ctx, input, signal }) =>
        viewerExports.request(ctx.session.viewer.id, input.exportId, signal),
      ),
    cancel: signedInProcedure
      .input(requestInput(exportSchema))
      .mutation(({ ctx, input }) => viewerExports.cancel(ctx.session.viewer.id, input.exportId)),
    // Opened here, not with the first event: procedures give refusals their code, streams do not.
    watch: signedInProcedure
      .input(requestInput(watchSchema))
      .subscription(async ({ ctx, path, signal }) =>
        numbered(viewerExports.watch(ctx.session, signal), (error) =>
          logFault(ctx.coatcheck, error, path),
        ),
      ),
  })
}

/**
 * Each event is a whole snapshot, and a new connection begins with all of them: a client that comes
 * back has missed nothing.
 */
async function* numbered(
  events: AsyncIterable<ExportProgress>,
  onError: (error: TRPCError) => void,
) {
  let count = 0
  try {
    for await (const progress of events) {
      yield tracked(`${progress.exportId}.${(count += 1)}`, progress)
    }
  } catch (error) {
    onError(getTRPCErrorFromUnknown(error))
    throw error
  }
}
