import type { EventEmitter } from 'node:events'
import type { HttpRequest } from './httpRequest.ts'

/** What tRPC knows of a request before it runs a procedure. */
export interface CallInfo {
  readonly calls: readonly { readonly path: string }[]
}

/** A call of the API as the library sees it, whichever server it has come to. */
export interface IncomingCall {
  readonly request: HttpRequest
  /** What emits the body; null where it cannot be watched. */
  readonly body: EventEmitter | null
  /** Undefined where the app does not pass it on. */
  readonly info: CallInfo | undefined
  /** Adds a `Set-Cookie` header to the response. Does nothing where there is none to add it to. */
  setCookie(cookie: string): void
}
