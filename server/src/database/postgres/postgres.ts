import { setTimeout as sleep } from 'node:timers/promises'
import { Pool, type PoolClient } from 'pg'
import { AppError } from '../../appError.ts'
import type { ColumnBatch } from '../../columnBatch.ts'
import { abortError } from '../../concurrency/linkedAbort.ts'
import type { Database, Query, QueryValue } from '../database.ts'
import { throwIfAborted } from '../throwIfAborted.ts'
import { postgresBatches, postgresColumns } from './postgresBatches.ts'
import { Canceller } from './postgresCancel.ts'
import {
  executeMessages,
  type FieldFormat,
  fromServer,
  parseMessages,
  queryMessage,
  readFields,
} from './postgresMessages.ts'
import type { PostgresColumn } from './postgresColumn.ts'
import { PostgresWire } from './postgresWire.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with `?sslmode=verify-full` and the like. */
  readonly url: string
  /** Connections that are open at once, and so queries; required. */
  readonly connectionsMax: number
  /**
   * Time limit of a statement, from its start to its last row, in milliseconds; required. It ends with
   * `database-timeout`.
   */
  readonly statementMsMax: number
}

/** Longest wait for a connection, new or from the pool. */
const connectMsMax = 5_000

/** A statement that has not reacted to its cancel by then loses its connection. */
const settleMsMax = 2_000

/** Settings of a connection; each statement also sets its time limit and rights. */
const settings = {
  TimeZone: 'UTC',
  // Compiling takes up to a second, which no report's query wins back.
  jit: 'off',
  // A backend whose node has died ends within a second, even in the middle of a sort (since 14).
  client_connection_check_interval: '1000',
}

/** For texts with a NUL, which Postgres cannot hold. */
const noNulls = 'This database cannot search for the character NUL.'

/**
 * Postgres, or another database with its protocol. Connections are opened when needed, so a server
 * that is down now may be back for the next query.
 */
export function openPostgres(options: PostgresOptions): Database {
  return new Postgres(options)
}

class Postgres implements Database {
  readonly queriesMax: number
  readonly #pool: Pool
  readonly #statementMsMax: number
  readonly #isSetUp = new WeakSet<PoolClient>()

  constructor({ url, connectionsMax, statementMsMax }: PostgresOptions) {
    this.queriesMax = connectionsMax
    this.#statementMsMax = statementMsMax
    this.#pool = new Pool({
      connectionString: url,
      max: connectionsMax,
      connectionTimeoutMillis: connectMsMax,
      application_name: 'coatcheck',
      keepAlive: true,
      allowExitOnIdle: true,
    })
    // An idle connection that ends is replaced when the next one is needed.
    this.#pool.on('error', () => {})
  }

  async *stream(query: Query, signal: AbortSignal): AsyncGenerator<ColumnBatch, void, undefined> {
    throwIfAborted(signal)
    if (query.values.some((value) => [value].flat().some(hasNul))) {
      throw new AppError('invalid-request', noNulls)
    }
    const client = await this.#connectUnlessAborted(signal)
    const canceller = new Canceller(client)
    const onAbort = () => canceller.start()
    signal.addEventListener('abort', onAbort)
    const wire = new PostgresWire(client.connection.stream)
    let isCommitted = false
    try {
      throwIfAborted(signal)
      const columns = await this.#begin(wire, query)
      throwIfAborted(signal)
      wire.send(executeMessages(query.values, formatsOf(columns)), 1)
      wire.send(queryMessage('COMMIT'), 1)
      isCommitted = true
      for await (const batch of postgresBatches(wire, columns)) {
        yield batch
        throwIfAborted(signal)
      }
      await wire.settle()
    } catch (error) {
      throwIfAborted(signal, error)
      throw error instanceof AppError ? error : failed(error)
    } finally {
      signal.removeEventListener('abort', onAbort)
      const isIdle = await settled(wire, canceller)
      wire.release()
      // Ends the transaction if it is still open; a late cancel takes effect here.
      const needsRollback = canceller.wasStarted || !isCommitted
      const isGood = isIdle && (!needsRollback || (await succeeds(client.query('ROLLBACK'))))
      client.release(!isGood)
    }
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  /** A connection that comes too late goes back to the pool. */
  async #connectUnlessAborted(signal: AbortSignal): Promise<PoolClient> {
    const connecting = this.#connect()
    let onAbort = () => {}
    const aborted = new Promise<null>((resolve) => {
      onAbort = () => resolve(null)
      signal.addEventListener('abort', onAbort)
    })
    const client = await Promise.race([connecting, aborted]).finally(() => {
      signal.removeEventListener('abort', onAbort)
    })
    if (client && !signal.aborted) return client
    connecting.then(
      (late) => late.release(),
      () => {},
    )
    throw abortError(signal)
  }

  async #connect(): Promise<PoolClient> {
    let client: PoolClient | undefined
    try {
      client = await this.#pool.connect()
      if (this.#isSetUp.has(client)) return client
      // The pool handles errors of idle connections only; the wire handles those of others.
      client.on('error', () => {})
      await setUp(client)
      this.#isSetUp.add(client)
      return client
    } catch (error) {
      client?.release(true)
      throw failed(error)
    }
  }

  /** Begins a read-only transaction with a time limit, and prepares the statement. */
  async #begin(wire: PostgresWire, { sql, columnTypes }: Query) {
    wire.send(
      queryMessage(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${this.#statementMsMax}`),
      1,
    )
    wire.send(parseMessages(sql), 1)
    const [body] = await wire.settle(fromServer.rowDescription)
    return postgresColumns(body ? readFields(body) : [], columnTypes)
  }
}

/** Settings that the server does not know are skipped. */
async function setUp(client: PoolClient): Promise<void> {
  await client.query(
    `SELECT set_config(known.name, wanted.value, false)
     FROM unnest($1::text[], $2::text[]) AS wanted(name, value)
     JOIN pg_settings AS known ON known.name = wanted.name`,
    [Object.keys(settings), Object.values(settings)],
  )
}

/** Stops a statement that still runs, and returns whether the connection can be reused. */
async function settled(wire: PostgresWire, canceller: Canceller): Promise<boolean> {
  if (!wire.isIdle) {
    canceller.start()
    const deadline = new AbortController()
    const { signal } = deadline
    await Promise.race([
      succeeds(wire.settle()),
      sleep(settleMsMax, null, { signal }).catch(() => {}),
    ])
    deadline.abort()
  }
  await canceller.stop()
  return wire.isIdle
}

async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  )
}

function formatsOf(columns: readonly PostgresColumn[]): FieldFormat[] {
  return columns.map(({ format }) => format)
}

function hasNul(value: QueryValue): boolean {
  return typeof value === 'string' && value.includes('\0')
}

/** SQLSTATE query_canceled: the time limit, as our own cancels are handled before. */
const cancelledCode = '57014'

function failed(cause: unknown): AppError {
  if ((cause as { code?: unknown }).code === cancelledCode) {
    return new AppError(
      'database-timeout',
      'The database took too long. Please narrow the filters, or try again later.',
      { cause, retryAfterS: 30 },
    )
  }
  return new AppError('database-failed', 'The database could not answer. Please try again.', {
    cause,
  })
}
