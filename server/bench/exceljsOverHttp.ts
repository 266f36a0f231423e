import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type Response } from 'express'
import { Pool } from 'pg'
import Cursor from 'pg-cursor'
import { z } from 'zod'
import { exportQuery } from '../src/reports/reportQueries.ts'
import { demoReport } from '../src/demo/testing/demoRequests.ts'
import { allRows } from './allRows.ts'
import { openExceljsFlights } from './exceljsFlights.ts'

/**
 * Express, pg-cursor and exceljs combined as in their manuals, which is what most people would write.
 * It selects the same rows as the product, by the same statement, and needs no ticket.
 */

const rowsPerRead = 1_000

const days = z.object({ from: z.iso.date(), until: z.iso.date() })

const pool = new Pool({ connectionString: process.argv[2] })
const app = express()

app.get('/flights.xlsx', async (request, response) => {
  const filters = days.parse(request.query)
  const { sql, values } = exportQuery(demoReport('flights'), { filters }, allRows)
  const client = await pool.connect()
  try {
    const cursor = client.query(new Cursor<FlightRow>(sql, [...values]))
    await sendWorkbook(cursor, response)
    await cursor.close()
  } finally {
    client.release()
  }
})

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)

type FlightRow = Readonly<Record<string, string | number | Date | null>>

async function sendWorkbook(cursor: Cursor<FlightRow>, response: Response): Promise<void> {
  response.attachment('flights.xlsx')
  const { workbook, sheet } = openExceljsFlights(response)
  for (;;) {
    const rows = await cursor.read(rowsPerRead)
    if (rows.length === 0) break
    for (const row of rows) sheet.addRow(row).commit()
  }
  sheet.commit()
  await workbook.commit()
}
