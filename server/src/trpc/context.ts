import type { Request as HttpRequest, Response as HttpResponse } from 'express'
import { AppError } from '../appError.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import { bodyLimit, type BodyLimit } from './bodyLimit.ts'

/** The HTTP request of a call, and who sends it. */
export interface HttpCall {
  readonly request: HttpRequest
  readonly response: HttpResponse
  /** Of the body: a larger one is not parsed. */
  readonly bodyLimit: BodyLimit
  /** How many calls the request makes: their errors share what an answer may hold. */
  readonly callCount: number
  /** @throws AppError `unauthenticated` */
  verifySession(): Promise<RequesterSession>
}

/** What Coatcheck's procedures need in a context, under one name that is unlikely to be taken. */
export interface Context {
  readonly coatcheck: HttpCall
}

export type CreateContext = (call: {
  readonly req: HttpRequest
  readonly res: HttpResponse
  /** What tRPC knows of the request; one call when left out. */
  readonly info?: { readonly calls: readonly unknown[] }
}) => Context

/** Returns who sends a request; null if they are not signed in. */
export type ReadSession = (request: HttpRequest) => Promise<RequesterSession | null>

export function createContextOf(readSession: ReadSession, requestBytesMax: number): CreateContext {
  return ({ req: request, res: response, info }) => {
    // Once for all calls of a batch: it may ask a database, and tokens take a thread to verify.
    let reading: Promise<RequesterSession | null> | undefined
    const verifySession = async () => {
      reading ??= readSession(request).finally(() => (reading = undefined))
      const session = await reading
      if (session) return session
      throw new AppError('unauthenticated', 'Please sign in.')
    }
    return {
      coatcheck: {
        request,
        response,
        bodyLimit: bodyLimit(request, requestBytesMax),
        callCount: info?.calls.length ?? 1,
        verifySession,
      },
    }
  }
}

/** @throws Error that says how to fix it, when the context of the app lacks our part. */
export function checkContext(context: Partial<Context>): void {
  if (context.coatcheck) return
  throw new Error(
    'The tRPC context lacks coatcheck: add ...coatcheck.createContext({ req, res }) to it.',
  )
}
