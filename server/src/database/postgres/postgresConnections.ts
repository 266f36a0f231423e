import { Socket } from 'node:net'
import pg, { type PoolClient } from 'pg'
import { abortError } from '../../concurrency/linkedAbort.ts'
import { FairSlots } from '../../concurrency/fairSlots.ts'
import { AppError } from '../../appError.ts'
import type { PostgresPool } from './postgresPool.ts'
import { ReusingSocket } from './reusingSocket.ts'

/** Longest wait for a connection of our pool, new or from the pool. */
const connectMsMax = 5_000

/** Waiting statements: exports and pages have smaller limits. */
const waitingMax = 10_000

/** A connection that goes back with `release` of the client, and then `end`. */
export interface Borrowed {
  readonly client: PoolClient
  readonly end: () => void
}

/** Connections to borrow, one for each statement. */
export interface PostgresConnections {
  readonly queriesMax: number
  borrow(signal: AbortSignal): Promise<Borrowed>
  /** Waits for connections that are borrowed; closes a pool of our own. */
  close(): Promise<void>
}

/** Opens a pool. Connections are opened when needed. */
export function ownConnections(url: string, connectionsMax: number): PostgresConnections {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectMsMax,
    application_name: 'coatcheck',
    keepAlive: true,
    // What TLS decrypts comes from a socket of its own, which takes new memory in any case.
    stream: (options?: { ssl?: unknown }) => (options?.ssl ? new Socket() : new ReusingSocket()),
    allowExitOnIdle: true,
  })
  // An idle connection that ends is replaced when the next one is needed.
  pool.on('error', () => {})
  return {
    queriesMax: connectionsMax,
    borrow: async (signal) => ({ client: await connect(pool, signal), end: () => {} }),
    close: () => pool.end(),
  }
}

/**
 * Borrows from the pool of an app, at most `connectionsMax` at once: by default half of them, so that
 * exports cannot take all of an app's connections.
 */
export function sharedConnections(
  pool: PostgresPool,
  connectionsMax = Math.max(1, Math.floor(pool.options.max / 2)),
): PostgresConnections {
  const tooMany = () => new AppError('database-timeout', 'The database has too much to do.')
  const turns = new FairSlots({
    slots: connectionsMax,
    slotsPerKey: connectionsMax,
    waitersMax: waitingMax,
    waitersPerKeyMax: waitingMax,
    keyFull: tooMany,
    full: tooMany,
  })
  const borrowed = new Set<Promise<void>>()
  return {
    queriesMax: connectionsMax,
    async borrow(signal) {
      const end = await turnOf(turns, signal, borrowed)
      try {
        return { client: await connect(pool, signal), end }
      } catch (error) {
        end()
        throw error
      }
    },
    async close() {
      await Promise.all(borrowed)
    },
  }
}

/** Waits for a turn, which lasts until the returned function is called. */
function turnOf(
  turns: FairSlots,
  signal: AbortSignal,
  borrowed: Set<Promise<void>>,
): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const turn = turns.run('', () => new Promise<void>((end) => resolve(end)), signal)
    const settled = turn.catch(reject).finally(() => borrowed.delete(settled))
    borrowed.add(settled)
  })
}

/** A connection that comes too late goes back to the pool. */
async function connect(pool: PostgresPool, signal: AbortSignal): Promise<PoolClient> {
  const connecting = pool.connect() as Promise<PoolClient>
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
