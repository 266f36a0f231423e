import { AppError } from '../appError.ts'
import type { BrowserBinding, BrowserCookie } from '../download/browserCookie.ts'
import type { HttpRequest } from '../http/httpRequest.ts'
import type { CallInfo, IncomingCall } from '../http/incomingCall.ts'
import type { Faults } from '../telemetry/faults.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import { bodyLimit, type BodyLimit } from './bodyLimit.ts'

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
    const callCount = info?.calls.length ?? 1
    const isStreamed = request.headers.get('trpc-accept') === 'application/jsonl'
    const sessions = new Sessions((context) => readSession(request, context), callCount)
    const binding = cookie.bindingFor(request, isStreamed && !info ? refuseCookie : setCookie)
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
    return context
  }
}

/** Wherever the router is nested, or merged into another. */
const ticketPath = /(?:^|\.)export\.(?:createTicket|pickUp)$/

function issuesTicket({ path }: CallInfo['calls'][number]): boolean {
  return ticketPath.test(path)
}

function refuseCookie(): never {
  throw new Error(
    'httpBatchStreamLink needs to know the calls of a request before they run: pass all that tRPC ' +
      'gives to createContext on, `info` included.',
  )
}

/** Who sends a request, found out once for all calls of a batch. */
class Sessions {
  readonly #read: (context: object) => Promise<RequesterSession | null>
  #reading: Promise<RequesterSession | null> | undefined
  #early: RequesterSession | null = null
  /** Calls that may use what was found out early: a context does not vouch for anyone for ever. */
  #earlyCalls: number

  constructor(read: (context: object) => Promise<RequesterSession | null>, callCount: number) {
    this.#read = read
    this.#earlyCalls = callCount
  }

  /**
   * Returns who it is as far as can be told before a procedure runs: the app's middleware may know more.
   * Null also when `viewer` throws, which it does again when a procedure asks.
   */
  async peek(context: object): Promise<RequesterSession | null> {
    this.#early = await this.#readWith(context).catch(() => null)
    return this.#early
  }

  async verify(context: object): Promise<RequesterSession> {
    const session = this.#takeEarly() ?? (await this.#readWith(context))
    if (session) return session
    throw new AppError('unauthenticated', 'Please sign in.')
  }

  #takeEarly(): RequesterSession | null {
    this.#earlyCalls -= 1
    return this.#earlyCalls >= 0 ? this.#early : null
  }

  /** It may ask a database, and tokens take a thread to verify. */
  #readWith(context: object): Promise<RequesterSession | null> {
    this.#reading ??= this.#read(context).finally(() => (this.#reading = undefined))
    return this.#reading
  }
}

/** @throws Error that says how to fix it, when the context of the app lacks our part. */
export function checkContext(context: Partial<Context>): void {
  if (context.coatcheck) return
  throw new Error(
    'The tRPC context lacks coatcheck: return await coatcheck.createContext(opts, yourContext) from ' +
      'createContext.',
  )
}
