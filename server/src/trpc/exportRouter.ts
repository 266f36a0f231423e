import type { AnyReports } from '@coatcheck/shared'
import { tracked } from '@trpc/server'
import { z } from 'zod'
import type { BrowserCookie } from '../download/browserCookie.ts'
import type { ExportDesk } from '../exports/exportDesk.ts'
import { requestsOf, type Catalogue } from '../reports/catalogue.ts'
import { router, signedInProcedure } from './init.ts'

const historyMax = 100

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
  return router({
    createTicket: signedInProcedure.input(requests.export).mutation(({ ctx, input, signal }) =>
      desk.createTicket(input, {
        session: ctx.session,
        browserHash: cookie.bind(ctx.request, ctx.response),
        address: ctx.request.ip ?? null,
        signal,
      }),
    ),
    limits: signedInProcedure.query(() => ({ rowsMax: exportRowsMax })),
    list: signedInProcedure
      .input(z.strictObject({ limit: z.int().min(1).max(historyMax).default(30) }).prefault({}))
      .query(({ ctx, input }) => desk.list(ctx.session.viewer.id, input.limit)),
    cancel: signedInProcedure
      .input(z.strictObject({ exportId: z.uuid() }))
      .mutation(({ ctx, input }) => desk.cancel(ctx.session.viewer.id, input.exportId)),
    watch: signedInProcedure
      .input(z.object({ lastEventId: z.string().nullish() }).prefault({}))
      .subscription(async function* ({ ctx, signal }) {
        // Each event is a whole snapshot, and a new connection begins with all of them: whoever
        // was away has missed nothing, wherever it left off.
        let count = 0
        for await (const progress of desk.watch(ctx.session, signal)) {
          yield tracked(`${progress.exportId}.${(count += 1)}`, progress)
        }
      }),
  })
}
