import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Column } from '@coatcheck/shared'
import express, { type Response } from 'express'
import { Pool } from 'pg'
import Cursor from 'pg-cursor'
import { z } from 'zod'
import { openExceljsWorkbook } from './exceljsWorkbook.ts'
import { openRows } from './tableReport.ts'

/**
 * Express, pg-cursor and exceljs combined as in their manuals, which is what most people would write:
 * `exceljsOverHttp <url> <table>`. It selects the same rows as the product, by the same statement, and
 * needs no ticket.
 */
const [url = '', name = ''] = process.argv.slice(2)
const rowsPerRead = 1_000
const asked = z.object({ filters: z.string() })

const { columns, query } = await openRows(url, name)
const pool = new Pool({ connectionString: url })
const app = express()

app.get('/rows.xlsx', async (request, response) => {
  const { sql, values } = query(asked.parse(request.query).filters)
  const client = await pool.connect()
  try {
    const cursor = client.query(new Cursor<Row>(sql, [...values]))
    await sendWorkbook(cursor, columns, response)
    await cursor.close()
  } finally {
    client.release()
  }
})

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)

type Row = Readonly<Record<string, string | number | Date | null>>

async function sendWorkbook(
  cursor: Cursor<Row>,
  shown: readonly Column[],
  response: Response,
): Promise<void> {
  response.attachment('rows.xlsx')
  const { workbook, sheet } = openExceljsWorkbook(response, shown)
  for (;;) {
    const rows = await cursor.read(rowsPerRead)
    if (rows.length === 0) break
    for (const row of rows) sheet.addRow(row).commit()
  }
  sheet.commit()
  await workbook.commit()
}
