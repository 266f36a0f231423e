import { AppError } from '../appError.ts'
import { clientGone } from '../exportErrors.ts'
import type { DownloadRefusal } from '../exports/refusals.ts'
import type { HttpReply } from '../http/httpReply.ts'
import type { HttpRequest } from '../http/httpRequest.ts'
import { admit } from './admission.ts'
import { sendError } from './errorPage.ts'
import { Redemption, type RedemptionDependencies } from './redemption.ts'
import { writtenBy, type RefusalPage } from './refusalPage.ts'
import { ticketsIn, type ReadBody } from './ticketsIn.ts'

export interface DownloadDependencies extends RedemptionDependencies {
  readonly isDraining: () => boolean
  /** Other origins whose pages may start downloads. */
  readonly pageOrigins: ReadonlySet<string>
  readonly onRefused: (refusal: DownloadRefusal) => void
  readonly refusalPage: RefusalPage | undefined
}

/** One request for a file. It resolves when the answer is complete or cut off, and never rejects. */
export type DownloadRoute = (
  request: HttpRequest,
  reply: HttpReply,
  readBody: ReadBody,
) => Promise<void>

/**
 * What takes a ticket and streams the file, at whichever path a server calls it. It looks at no other
 * parameter, and needs no `Authorization` header: the ticket says it all.
 */
export function downloadRoute(dependencies: DownloadDependencies): DownloadRoute {
  const { faults, isDraining, onRefused, pageOrigins } = dependencies
  const refusalPage = writtenBy(dependencies.refusalPage, faults)
  return async (request, reply, readBody) => {
    const redemption = new Redemption(dependencies, request, reply)
    try {
      const rules = { draining: isDraining(), pageOrigins }
      await redemption.serve(admit(request, await ticketsIn(request, readBody), rules))
    } catch (cause) {
      if (reply.hasBegun) {
        reply.cut()
        return
      }
      if (reply.gone.aborted) {
        // A server may wait for its answer all the same; nothing was refused.
        sendError(request, reply, clientGone(), refusalPage)
        return
      }
      const error = AppError.from(cause)
      // The record may say more than the client may know.
      const recorded = error.cause instanceof AppError ? error.cause : error
      onRefused({ error: recorded, record: redemption.record, address: request.address })
      sendError(request, reply, error, refusalPage)
    }
  }
}
