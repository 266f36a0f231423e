import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { AppError } from '../../appError.ts'
import type { ColumnBatch } from '../../columnBatch.ts'
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
import {
  ownConnections,
  sharedConnections,
  type Borrowed,
  type PostgresConnections,
} from './postgresConnections.ts'
import type { PostgresPool } from './postgresPool.ts'
import { beginSql } from './postgresSettings.ts'
import { PostgresWire } from './postgresWire.ts'

/** Where the connections come from (`url` or `pool`), and limits. */
export type PostgresOptions = (OwnPool | SharedPool) & {
  /**
   * Connections that are used at once, and so queries. 10 by default; with the app's pool half of
   * its connections, so that some are left to the app.
   */
  readonly connectionsMax?: number
  /**
   * Time limit of a statement, from its start to its last row, in milliseconds; half an hour by
   * default, as long as the longest export. It ends with `database-timeout`.
   */
  readonly statementMsMax?: number
}

interface OwnPool {
  /** `postgres://user:password@host:port/database`, with `?sslmode=verify-full` and the like. */
  readonly url: string
  readonly pool?: never
}

interface SharedPool {
  /**
   * The app's own pool, from `new Pool()` of `pg`. It stays open when the database closes. Its type
   * parsers change no exported value, and its connections keep their settings.
   */
  readonly pool: PostgresPool
  readonly url?: never
}

const connectionsMaxDefault = 10

/** Limits of pages and exports are shorter, or the same. */
const statementMsMaxDefault = 30 * 60_000

/** A statement that has not reacted to its cancel by then loses its connection. */
const settleMsMax = 2_000

/** For texts with a NUL, which Postgres cannot hold. */
const noNulls = 'This database cannot search for the character NUL.'

/**
 * Postgres, or another database with its protocol. Connections are opened when needed, so a server
 * that is down now may be back for the next query.
 *
 * @throws Error without `url` and `pool`, or with both
 */
export function openPostgres(options: PostgresOptions): Database {
  if ((options.url === undefined) === (options.pool === undefined)) {
    throw new Error('Give openDatabase for Postgres either url or pool.')
  }
  return new Postgres(options)
}

class Postgres implements Database {
  readonly queriesMax: number
  readonly #connections: PostgresConnections
  readonly #statementMsMax: number

  constructor(options: PostgresOptions) {
    const { connectionsMax, statementMsMax = statementMsMaxDefault } = options
    this.#connections = options.pool
      ? sharedConnections(options.pool, connectionsMax)
      : ownConnections(options.url, connectionsMax ?? connectionsMaxDefault)
    this.queriesMax = this.#connections.queriesMax
    this.#statementMsMax = statementMsMax
  }

  async *stream(query: Query, signal: AbortSignal): AsyncGenerator<ColumnBatch, void, undefined> {
    throwIfAborted(signal)
    if (query.values.some((value) => [value].flat().some(hasNul))) {
      throw new AppError('invalid-request', noNulls)
    }
    const { client, begin, release } = await this.#borrow(signal)
    const canceller = new Canceller(client)
    const wire = new PostgresWire(client.connection.stream)
    const onAbort = () => {
      canceller.start()
      wire.readOn()
    }
    signal.addEventListener('abort', onAbort)
    let isCommitted = false
    try {
      throwIfAborted(signal)
      const columns = await prepare(wire, begin, query)
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
      release(isGood)
    }
  }

  async close(): Promise<void> {
    await this.#connections.close()
  }

  /** An idle connection that knows our settings. */
  async #borrow(signal: AbortSignal): Promise<Loan> {
    let loan: Borrowed | undefined
    try {
      loan = await this.#connections.borrow(signal)
      const { client } = loan
      checkDriver(client)
      // The pool handles errors of idle connections only; the wire handles those of others.
      client.on('error', ignore)
      const begin = await beginSql(client, this.#statementMsMax)
      return { client, begin, release: (isGood) => giveBack(loan!, isGood) }
    } catch (error) {
      if (loan) giveBack(loan, false)
      throwIfAborted(signal, error)
      throw error instanceof AppError ? error : failed(error)
    }
  }
}

interface Loan {
  readonly client: PoolClient
  /** SQL that begins the transaction. */
  readonly begin: string
  /** A connection that is not good is closed. */
  readonly release: (isGood: boolean) => void
}

const ignore = () => {}

function giveBack({ client, end }: Borrowed, isGood: boolean): void {
  client.off('error', ignore)
  client.release(!isGood)
  end()
}

/** Rows are read from the socket, which the driver in C does not show. */
function checkDriver(client: PoolClient): void {
  if ((client as Partial<PoolClient>).connection?.stream !== undefined) return
  throw new Error('The pool has to use pg in JavaScript, not pg-native.')
}

/** Begins the transaction, and prepares the statement. */
async function prepare(wire: PostgresWire, begin: string, { sql, columnTypes }: Query) {
  wire.send(queryMessage(begin), 1)
  wire.send(parseMessages(sql), 1)
  const [body] = await wire.settle(fromServer.rowDescription)
  return postgresColumns(body ? readFields(body) : [], columnTypes)
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
