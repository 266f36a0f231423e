import type { BrowserBinding, BrowserCookie } from '../download/browserCookie.ts'
import type { HttpRequest } from '../http/httpRequest.ts'
import type { CallInfo, IncomingCall } from '../http/incomingCall.ts'
import type { Faults } from '../telemetry/faults.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import { bodyLimit, type BodyLimit } from './bodyLimit.ts'
import { CallSessions } from './callSessions.ts'

/** The HTTP request of a call, and who sends it. */
export interface HttpCall {
  readonly request: HttpRequest
  /** Binds tickets to the browser that sends it. */
  readonly binding: BrowserBinding
  /** Of the body: a larger one is not parsed. */
  readonly bodyLimit: BodyLimit
  /** How many calls the request makes: their errors share what an answer may hold. */
  readonly callCount: number
  /**
   * @param context the tRPC context of the call, with all that the app has put into it
   * @throws AppError `unauthenticated`; what the app's `viewer` throws
   */
  verifySession(context: object): Promise<RequesterSession>
  /** Where faults of ours are logged. */
  readonly faults: Faults
}

/** What Coatcheck's procedures need in a context, under one name that is unlikely to be taken. */
export interface Context {
  readonly coatcheck: HttpCall
}

/** Returns who sends a request; null if they are not signed in. */
export type ReadSession = (
  request: HttpRequest,
  context: object,
) => Promise<RequesterSession | null>

export interface ContextDependencies {
  readonly cookie: BrowserCookie
  readonly faults: Faults
  readonly readSession: ReadSession
  readonly requestBytesMax: number
}

/** Makes Coatcheck's part of a context, and adds it to the app's own. */
export type MakeContext = <Own extends object>(
  call: IncomingCall,
  own: Own | undefined,
) => Promise<Own & Context>

export function contextMaker({
  cookie,
  faults,
  readSession,
  requestBytesMax,
}: ContextDependencies): MakeContext {
  return async <Own extends object>(
    { body, info, request, setCookie }: IncomingCall,
    own: Own | undefined,
  ) => {
    // On a WebSocket, whose calls come later, there are none.
    const callCount = Math.max(info?.calls.length ?? 1, 1)
    const isStreamed = request.headers.get('trpc-accept') === 'application/jsonl'
    const sessions = new CallSessions((context) => readSession(request, context), callCount)
    let headIsOpen = true
    const binding = cookie.bindingFor(request, (header) => {
      if (!headIsOpen) throw cookieTooLate()
      setCookie(header)
    })
    const coatcheck: HttpCall = {
      request,
      binding,
      // Before anything is waited for: the body comes meanwhile.
      bodyLimit: bodyLimit(request, body, requestBytesMax),
      callCount,
      faults,
      verifySession: (context) => sessions.verify(context),
    }
    const context = { ...own, coatcheck } as Own & Context
    if (info?.calls.some(issuesTicket)) {
      // A response that is streamed has its head, and so its cookies, before a procedure runs.
      const session = await sessions.peek(context)
      if (session || isStreamed) binding.hashFor(session)
    }
    headIsOpen = !isStreamed
    return context
  }
}

/** Wherever the router, or a part of it, is nested or merged into another. */
const ticketPath = /(?:^|\.)(?:createTicket|pickUp)$/

function issuesTicket({ path }: CallInfo['calls'][number]): boolean {
  return ticketPath.test(path)
}

function cookieTooLate(): Error {
  return new Error(
    'httpBatchStreamLink needs to know the calls of a request before they run: pass all that tRPC ' +
      'gives to createContext on, `info` included, and keep the names createTicket and pickUp.',
  )
}

/** @throws Error that says how to fix it, when the context of the app lacks our part. */
export function checkContext(context: Partial<Context>): void {
  if (context.coatcheck) return
  throw new Error(
    'The tRPC context lacks coatcheck: return await coatcheck.createContext(opts, yourContext) from ' +
      'createContext.',
  )
}
