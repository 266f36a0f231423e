import type { HttpRequest } from './httpRequest.ts'

/** What tRPC knows of a request before it runs a procedure. */
export interface CallInfo {
  readonly calls: readonly { readonly path: string }[]
}

/** What emits the chunks of a body. */
export interface BodySource {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  off(event: 'data', listener: (chunk: Buffer) => void): unknown
  listenerCount(event: 'data'): number
}

/** A call of the API as the library sees it, whichever server it has come to. */
export interface IncomingCall {
  readonly request: HttpRequest
  /** Null where it cannot be watched. */
  readonly body: BodySource | null
  /** Undefined where the app does not pass it on. */
  readonly info: CallInfo | undefined
  /**
   * Adds a `Set-Cookie` header to the response.
   *
   * @throws Error where there is none to add it to, as on a WebSocket
   */
  readonly setCookie: (cookie: string) => void
}
