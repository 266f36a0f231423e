import { Pool } from 'pg'
import { auditUnavailable } from '../exportErrors.ts'
import type { AuditRecord } from './auditEvent.ts'
import { formatAuditLine, parseAuditLine } from './auditLine.ts'
import type { AuditLog } from './auditLog.ts'

export interface PostgresAuditOptions {
  /** Of the database with the reports; the role may insert into this one table. */
  readonly url: string
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number
}

export const auditTable = 'coatcheck_audit'

const replyMsMax = 1_800

/** Equal refusals in a row count as one, so more records are read than are returned. */
const readPerShown = 10

/**
 * What queries need has a column of its own: Postgres cannot read JSON that contains NUL or half a
 * surrogate pair, and a viewer may filter by anything.
 *
 * The lock is held until the end of these statements, which are one transaction: IF NOT EXISTS does
 * not keep two nodes from creating the table at once.
 */
const tableSql = `
  SELECT pg_advisory_xact_lock(hashtext('${auditTable}'));
  CREATE TABLE IF NOT EXISTS ${auditTable} (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    "viewerId" text NOT NULL,
    type text NOT NULL,
    refusal text,
    event json NOT NULL
  );
  CREATE INDEX IF NOT EXISTS ${auditTable}_of_viewer ON ${auditTable} ("viewerId", position)`

const insertSql = `
  INSERT INTO ${auditTable} (at, "viewerId", type, refusal, event)
  VALUES ($1, $2, $3, $4, $5)`

/** Newest first; of equal refusals in a row only the newest. */
const listSql = `
  SELECT position, event FROM (
    SELECT position, event, refusal,
      lag(refusal) OVER (ORDER BY position DESC) AS "refusalAfter"
    FROM (
      SELECT position, event::text AS event, refusal FROM ${auditTable}
      WHERE "viewerId" = $1 AND position < $2
      ORDER BY position DESC LIMIT $3
    ) AS latest
  ) AS marked
  WHERE refusal IS NULL OR refusal IS DISTINCT FROM "refusalAfter"
  ORDER BY position DESC LIMIT $4`

/**
 * Opens the audit log in a table that all nodes share; creates it if it is missing.
 *
 * @throws Error when there is no such table and the role may not create it.
 */
export async function openPostgresAudit(options: PostgresAuditOptions): Promise<AuditLog> {
  const { url, now = Date.now } = options
  const pool = new Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: replyMsMax,
    query_timeout: replyMsMax,
    application_name: 'coatcheck audit',
    allowExitOnIdle: true,
  })
  pool.on('error', () => {})
  await ensureTable(pool)
  const writing = new Set<Promise<unknown>>()

  return {
    async append(event) {
      const at = new Date(now()).toISOString()
      const { type, viewerId } = event
      const refusal = event.type === 'refused' ? event.code : null
      const values = [at, viewerId, type, refusal, formatAuditLine(event, at)]
      const written = pool.query(insertSql, values)
      writing.add(written)
      await written.catch(unreachable).finally(() => writing.delete(written))
    },

    async listFor(viewerId, { limit, before = Number.MAX_SAFE_INTEGER }) {
      const values = [viewerId, before, limit * readPerShown, limit]
      const { rows } = await pool
        .query<{ position: string; event: string }>(listSql, values)
        .catch(unreachable)
      const records = rows.map(({ position, event }) => parseAuditLine(event, Number(position)))
      return records.filter((record): record is AuditRecord => record !== undefined)
    },

    async close() {
      // A pool that ends leaves calls that wait for a connection pending for ever.
      await Promise.allSettled(writing)
      await pool.end()
    },
  }
}

/** A role with few rights finds a table that another role has created. */
async function ensureTable(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ isThere: boolean }>(
    `SELECT to_regclass($1) IS NOT NULL AS "isThere"`,
    [auditTable],
  )
  if (rows[0]?.isThere) return
  await pool.query(tableSql).catch((cause: unknown) => {
    throw new Error(
      `The database has no table ${auditTable}, and this role may not create it. ` +
        'Create it as described in docs/operations/postgres.md.',
      { cause },
    )
  })
}

function unreachable(cause: unknown): never {
  throw auditUnavailable(cause)
}
