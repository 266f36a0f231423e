import { once } from 'node:events'
import { connect } from 'node:net'
import type { PoolClient } from 'pg'
import { cancelRequest } from './postgresMessages.ts'

/** A cancel that arrives between two statements is lost, so it is repeated until `stop`. */
const repeatMs = 100

const deadlineMs = 1_000

/** Cancels the statement of a connection, through another connection that is not in the pool. */
export class Canceller {
  readonly #client: PoolClient
  #timer: NodeJS.Timeout | undefined
  #last: Promise<void> | undefined

  constructor(client: PoolClient) {
    this.#client = client
  }

  /** Whether any cancel was sent; it may still take effect. */
  get wasStarted(): boolean {
    return this.#last !== undefined
  }

  start(): void {
    if (this.#timer) return
    this.#last = this.#send()
    this.#timer = setInterval(() => {
      this.#last = Promise.all([this.#last, this.#send()]).then(() => {})
    }, repeatMs)
  }

  /** Resolves when the server has received every cancel that was sent. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#last
  }

  /** Needs neither a password nor TLS: the server sent the secret when the connection was opened. */
  async #send(): Promise<void> {
    const { host, port } = this.#client
    const { processID, secretKey } = this.#client as unknown as {
      processID: number
      secretKey: number
    }
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    const deadline = setTimeout(() => socket.destroy(), deadlineMs)
    socket.on('error', () => {})
    // The server closes the connection when it has passed the signal on. Our side stays open until
    // then, because PgBouncer 1.18 crashes when a cancelling client leaves early.
    socket.resume().write(cancelRequest(processID, secretKey))
    await once(socket, 'close').catch(() => {})
    clearTimeout(deadline)
  }
}
