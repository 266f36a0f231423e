import type { PoolClient } from 'pg'

/**
 * Settings of each transaction. They end with it, so that a connection of the app's pool is as it was
 * before.
 */
const settings: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  // Values are read as the server writes them: these are its defaults, which a role can change.
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  // Compiling takes up to a second, which no report's query wins back.
  jit: 'off',
  // A backend whose node has died ends within a second, even in the middle of a sort (since 14).
  client_connection_check_interval: '1000',
}

/** By connection: most of them serve many statements. */
const begins = new WeakMap<PoolClient, string>()

/**
 * SQL that begins a read-only transaction with our settings. Those that the server does not know are
 * left out.
 */
export async function beginSql(client: PoolClient, statementMsMax: number): Promise<string> {
  const known = begins.get(client) ?? (await knownSettingsSql(client))
  begins.set(client, known)
  return `BEGIN READ ONLY; SET LOCAL statement_timeout = ${statementMsMax}; ${known}`
}

async function knownSettingsSql(client: PoolClient): Promise<string> {
  const { rows } = await client.query<[string]>({
    text: 'SELECT CAST(lower(name) AS text) FROM pg_settings',
    rowMode: 'array',
    // The app's pool may have its own parser of texts.
    types: { getTypeParser: () => (value: string) => value },
  })
  const known = new Set(rows.map(([name]) => name))
  return Object.entries(settings)
    .filter(([name]) => known.has(name.toLowerCase()))
    .map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
    .join('; ')
}
