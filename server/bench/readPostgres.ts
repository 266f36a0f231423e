import { Client } from 'pg'
import Cursor from 'pg-cursor'
import type { Query } from '../src/database/database.ts'
import { openPostgres } from '../src/database/postgres/postgres.ts'
import { copyBatches } from './copyBatches.ts'
import { openRows } from './tableReport.ts'

/**
 * One reading in its own process, printed as a line of JSON:
 * `readPostgres <reader> <url> <table> <filters of the warm-up> <filters>`.
 */
export interface Reading {
  readonly reader: string
  readonly rowCount: number
  readonly rowsPerS: number
  /** CPU time of this process, without the database's. */
  readonly cpuPerRowUs: number
}

const rowsPerRead = 1_000

/** Each reads all rows and returns how many there were. */
const readers: Readonly<Record<string, (url: string, query: Query) => Promise<number>>> = {
  async portal(url, query) {
    const database = openPostgres({ url, connectionsMax: 1, statementMsMax: 600_000 })
    let count = 0
    for await (const { rowCount } of database.stream(query, new AbortController().signal)) {
      count += rowCount
    }
    await database.close()
    return count
  },

  async copy(url, query) {
    const client = await connected(url)
    let count = 0
    for await (const { rowCount } of copyBatches(client, query)) count += rowCount
    await client.end()
    return count
  },

  async cursor(url, { sql, values }) {
    const client = await connected(url)
    const cursor = client.query(new Cursor(sql, [...values]))
    let count = 0
    for (;;) {
      const rows = await cursor.read(rowsPerRead)
      if (rows.length === 0) break
      count += rows.length
    }
    await client.end()
    return count
  },
}

const [name = '', url = '', table = '', warmUp = '', filters = ''] = process.argv.slice(2)
const reader = readers[name]
if (!reader) throw new Error(`Readers are ${Object.keys(readers).join(', ')}.`)
const { query: queryOf } = await openRows(url, table)

// A server that has read rows before has compiled its code and cached the table.
await reader(url, queryOf(warmUp))

const startCpu = process.cpuUsage()
const startMs = performance.now()
const rowCount = await reader(url, queryOf(filters))
const elapsedS = (performance.now() - startMs) / 1_000
const { user, system } = process.cpuUsage(startCpu)

const reading: Reading = {
  reader: name,
  rowCount,
  rowsPerS: rowCount / elapsedS,
  cpuPerRowUs: (user + system) / rowCount,
}
console.log(JSON.stringify(reading))

async function connected(address: string): Promise<Client> {
  const client = new Client({ connectionString: address, options: '-c TimeZone=UTC -c jit=off' })
  await client.connect()
  return client
}
