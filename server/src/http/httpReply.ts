export type ReplyHeaders = Readonly<Record<string, string>>

/** The answer to a download, whichever server sends it. */
export interface HttpReply {
  /** Whether its head is out: a failure can only cut the body off then. */
  readonly hasBegun: boolean
  /** Aborts when the client has disconnected. */
  readonly gone: AbortSignal
  /**
   * Whether it can send only what has a known length: without one, this server or client would take a
   * body that was cut off for whole.
   */
  readonly needsLength: boolean
  /** Sends the head of an answer whose body is written in pieces. */
  begin(status: number, headers: ReplyHeaders): void
  /**
   * Returns whether more may be written at once, or only after `drained`. The chunk is the reply's, which
   * may free it when it is sent.
   */
  write(chunk: Uint8Array<ArrayBuffer>): boolean
  /** Resolves when more may be written. Rejects when the signal aborts. */
  drained(signal: AbortSignal): Promise<void>
  /** Ends the body. Resolves when all of it has been taken. Rejects when the signal aborts. */
  end(signal: AbortSignal): Promise<void>
  /** Sends a whole answer. */
  send(status: number, headers: ReplyHeaders, body: string): void
  /** Breaks the answer off, so that its client can see that it is not whole. */
  cut(): void
}
