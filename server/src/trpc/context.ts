import type { Request as HttpRequest, Response as HttpResponse } from 'express'
import { AppError } from '../appError.ts'
import type { RequesterSession } from '../exports/exportDesk.ts'
import { bodyTooLarge } from './bodyLimit.ts'

export interface Visit {
  readonly request: HttpRequest
  readonly response: HttpResponse
  /** Aborts when the body is larger than the app reads. */
  readonly bodyTooLarge: AbortSignal
  /** @throws AppError `unauthenticated` */
  verifySession(): Promise<RequesterSession>
}

/** What Coatcheck's procedures need of a context, under a name that leaves the app's own alone. */
export interface Context {
  readonly coatcheck: Visit
}

export type CreateContext = (call: {
  readonly req: HttpRequest
  readonly res: HttpResponse
}) => Context

/** Who asks, as far as the request tells; null when it does not. */
export type ReadSession = (request: HttpRequest) => Promise<RequesterSession | null>

export function createContextOf(readSession: ReadSession, requestBytesMax: number): CreateContext {
  return ({ req: request, res: response }) => {
    // Once for all calls of a batch: it may ask a database, and tokens take a thread to verify.
    let reading: Promise<RequesterSession | null> | undefined
    const verifySession = async () => {
      reading ??= readSession(request).finally(() => (reading = undefined))
      const session = await reading
      if (session) return session
      throw new AppError('unauthenticated', 'Please sign in.')
    }
    const tooLarge = bodyTooLarge(request, requestBytesMax)
    return { coatcheck: { request, response, bodyTooLarge: tooLarge, verifySession } }
  }
}

/** @throws Error that says how to mend it, when the context of another app lacks our part. */
export function checkContext(context: Partial<Context>): void {
  if (context.coatcheck) return
  throw new Error(
    'The tRPC context lacks coatcheck: add ...coatcheck.createContext({ req, res }) to it.',
  )
}
