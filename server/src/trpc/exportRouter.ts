import type { AnyReports, TicketRequest } from '@coatcheck/shared'
import { tracked } from '@trpc/server'
import { z } from 'zod'
import type { BrowserCookie } from '../download/browserCookie.ts'
import type { ExportDesk } from '../exports/exportDesk.ts'
import { requestsOf, type Catalogue } from '../reports/catalogue.ts'
import { bareRouter, signedInProcedure } from './init.ts'
import { requestInput } from './requestInput.ts'

const historyMax = 100

const listSchema = z
  .strictObject({ limit: z.int().min(1).max(historyMax).default(30) })
  .prefault({})
const cancelSchema = z.strictObject({ exportId: z.uuid() })
/** Our ids of events are a UUID and a count. */
const watchSchema = z.object({ lastEventId: z.string().max(100).nullish() }).prefault({})

export interface ExportDependencies {
  readonly desk: ExportDesk
  readonly catalogue: Catalogue
  readonly cookie: BrowserCookie
  /** Rows of one export. */
  readonly exportRowsMax: number
}

export function exportRouter<Reports extends AnyReports>({
  catalogue,
  desk,
  cookie,
  exportRowsMax,
}: ExportDependencies) {
  const requests = requestsOf<Reports>(catalogue)
  return bareRouter({
    createTicket: signedInProcedure
      .input(requestInput(requests.ticket))
      .mutation(({ ctx, input, signal }) => {
        const { clientKey, ...request }: TicketRequest = input
        return desk.createTicket(request, {
          session: ctx.session,
          browserHash: cookie.bind(ctx.coatcheck.request, ctx.coatcheck.response, clientKey),
          address: ctx.coatcheck.request.ip ?? null,
          signal,
        })
      }),
    limits: signedInProcedure.query(() => ({ rowsMax: exportRowsMax })),
    list: signedInProcedure
      .input(requestInput(listSchema))
      .query(({ ctx, input }) => desk.list(ctx.session.viewer.id, input.limit)),
    cancel: signedInProcedure
      .input(requestInput(cancelSchema))
      .mutation(({ ctx, input }) => desk.cancel(ctx.session.viewer.id, input.exportId)),
    watch: signedInProcedure.input(requestInput(watchSchema)).subscription(async function* ({
      ctx,
      signal,
    }) {
      // Each event is a whole snapshot, and a new connection begins with all of them: whoever
      // was away has missed nothing, wherever it left off.
      let count = 0
      for await (const progress of desk.watch(ctx.session, signal)) {
        yield tracked(`${progress.exportId}.${(count += 1)}`, progress)
      }
    }),
  })
}
