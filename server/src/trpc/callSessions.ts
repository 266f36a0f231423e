import { AppError } from '../appError.ts'
import type { RequesterSession } from '../tickets/requester.ts'

interface Reading {
  /** As it was when the app was asked. */
  readonly context: object
  readonly session: Promise<RequesterSession | null>
}

/**
 * Who sends the calls of a request. The app is asked once for all calls with the same context: its
 * middleware may have given each call another one, and with it other rights.
 */
export class CallSessions {
  readonly #read: (context: object) => Promise<RequesterSession | null>
  /** Those that are under way: it may ask a database, and tokens take a thread to verify. */
  readonly #readings = new Set<Reading>()
  #early: Reading | null = null
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
    const session = await this.#readWith(context).catch(() => null)
    this.#early = session && { context: { ...context }, session: Promise.resolve(session) }
    return session
  }

  /** @throws AppError `unauthenticated`; what the app's `viewer` throws */
  async verify(context: object): Promise<RequesterSession> {
    const session = await (this.#takeEarly(context) ?? this.#readWith(context))
    if (session) return session
    throw new AppError('unauthenticated', 'Please sign in.')
  }

  #takeEarly(context: object): Promise<RequesterSession | null> | null {
    this.#earlyCalls -= 1
    if (this.#earlyCalls < 0 || !this.#early) return null
    return hasSameMembers(this.#early.context, context) ? this.#early.session : null
  }

  #readWith(context: object): Promise<RequesterSession | null> {
    for (const underWay of this.#readings) {
      if (hasSameMembers(underWay.context, context)) return underWay.session
    }
    const reading: Reading = {
      // Middleware may also write into the context that it gets.
      context: { ...context },
      session: this.#read(context).finally(() => this.#readings.delete(reading)),
    }
    this.#readings.add(reading)
    return reading.session
  }
}

function hasSameMembers(one: object, other: object): boolean {
  const members = Object.entries(one)
  const others = new Map(Object.entries(other))
  return (
    members.length === others.size &&
    members.every(([name, value]) => others.has(name) && Object.is(others.get(name), value))
  )
}
