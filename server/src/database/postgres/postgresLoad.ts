import type { ColumnType } from '@coatcheck/shared'
import { Client } from 'pg'
import type { ColumnBatch } from '../../columnBatch.ts'
import { copyRow } from './copyText.ts'
import { copyDataMessage, copyDoneMessage, fromServer, queryMessage } from './postgresMessages.ts'
import { PostgresWire } from './postgresWire.ts'
import { quotedName } from '../sqlText.ts'

export interface TableToLoad {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly sqlType: string }[]
  readonly columnTypes: readonly ColumnType[]
  /** What stands in parentheses after `CREATE INDEX … ON table`. */
  readonly indexes: readonly string[]
  readonly batches: AsyncIterable<ColumnBatch>
}

/** Marks tables that were made here, so that no other table of the same name is ever replaced. */
const mark = 'Demo data of Coatcheck'

/**
 * Fills a table by COPY, with its indexes, and puts it in the place of the one that was loaded
 * before; readers see the one or the other, whole. Answers the number of rows.
 *
 * @throws Error when there is a table of that name that was not loaded by this.
 */
export async function loadTable(url: string, table: TableToLoad): Promise<number> {
  const client = new Client({ connectionString: url, application_name: 'coatcheck load' })
  client.on('error', () => {})
  await client.connect()
  try {
    await refuseForeignTable(client, table.name)
    await client.query('BEGIN')
    const staged = quotedName(`${table.name} (loading)`)
    const columns = table.columns.map(({ name, sqlType }) => `${quotedName(name)} ${sqlType}`)
    await client.query(`DROP TABLE IF EXISTS ${staged}`)
    await client.query(`CREATE TABLE ${staged} (${columns.join(', ')})`)
    const rowCount = await copyInto(client, staged, table)
    for (const index of table.indexes) await client.query(`CREATE INDEX ON ${staged} (${index})`)
    await client.query(`COMMENT ON TABLE ${staged} IS '${mark}'`)
    await client.query(`DROP TABLE IF EXISTS ${quotedName(table.name)}`)
    await client.query(`ALTER TABLE ${staged} RENAME TO ${quotedName(table.name)}`)
    await client.query('COMMIT')
    await client.query(`VACUUM ANALYZE ${quotedName(table.name)}`)
    return rowCount
  } finally {
    await client.end()
  }
}

async function refuseForeignTable(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ comment: string | null }>(
    `SELECT obj_description(to_regclass($1), 'pg_class') AS comment
     WHERE to_regclass($1) IS NOT NULL`,
    [quotedName(name)],
  )
  if (rows[0] === undefined || rows[0].comment === mark) return
  throw new Error(
    `The database has a table ${name} already that is not demo data. Load into another database.`,
  )
}

async function copyInto(client: Client, target: string, table: TableToLoad): Promise<number> {
  const wire = new PostgresWire(client.connection.stream)
  try {
    wire.send(queryMessage(`COPY ${target} FROM STDIN`), 1)
    let rowCount = 0
    if (await isCopying(wire)) {
      for await (const batch of table.batches) {
        const lines = []
        for (let row = 0; row < batch.rowCount; row += 1) {
          lines.push(copyRow(batch, table.columnTypes, row))
        }
        await wire.sendAll(copyDataMessage(Buffer.from(lines.join(''))))
        rowCount += batch.rowCount
      }
      wire.send(copyDoneMessage, 0)
    }
    await wire.settle()
    return rowCount
  } finally {
    wire.release()
  }
}

/** False when the server has refused; then its error is next. */
async function isCopying(wire: PostgresWire): Promise<boolean> {
  await wire.receive()
  if (wire.bytes[wire.at] !== fromServer.copyIn) return false
  wire.take()
  return true
}
