import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import exceljs from 'exceljs'
import express, { type Response } from 'express'
import { writeXlsxStream } from 'hucre/xlsx'
import { z } from 'zod'

/**
 * Express and DuckDB with other writers of workbooks, combined as in their manuals; and DuckDB's own
 * COPY, which writes CSV to a file.
 */
const asked = z.object({ file: z.string(), rows: z.coerce.number() })

const instance = await DuckDBInstance.create()
const app = express()

app.get('/exceljs', async (request, response) => {
  const { names, rows } = await read(request.query)
  response.attachment('rows.xlsx')
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream: response, useStyles: true })
  const sheet = workbook.addWorksheet('Rows', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = names.map((header) => ({ header, key: header, width: 14 }))
  let rowCount = 0
  for await (const row of rows) {
    sheet.addRow(row).commit()
    rowCount += 1
    // Its stream ignores back-pressure; a turn of the event loop keeps memory from growing.
    if (rowCount % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  sheet.commit()
  await workbook.commit()
})

app.get('/hucre', async (request, response) => {
  const { names, rows } = await read(request.query)
  const columns = names.map((header) => ({ header, width: 14 }))
  await send(writeXlsxStream(rows, { name: 'Rows', columns, freezePane: { rows: 1 } }), response)
})

app.get('/copy', async (request, response) => {
  const { file, rows } = asked.parse(request.query)
  const connection = await instance.connect()
  const copy = `${file}.copy.csv`
  const startMs = performance.now()
  await connection.run(`COPY (${selected(file, rows)}) TO '${copy}' (FORMAT csv, HEADER)`)
  const elapsedMs = performance.now() - startMs
  connection.closeSync()
  await rm(copy)
  response.json({ elapsedMs })
})

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)

type Cell = string | number | boolean | Date | null

async function read(query: unknown) {
  const { file, rows } = asked.parse(query)
  const connection = await instance.connect()
  const result = await connection.stream(selected(file, rows))
  return { names: result.columnNames(), rows: cellsOf(result.yieldRowsJs(), connection) }
}

function selected(file: string, rows: number): string {
  return `SELECT * FROM read_parquet('${file}') LIMIT ${rows}`
}

async function* cellsOf(
  chunks: AsyncIterable<readonly (readonly unknown[])[]>,
  connection: DuckDBConnection,
): AsyncGenerator<Cell[]> {
  for await (const rows of chunks) {
    for (const row of rows) yield row.map(cellOf)
  }
  connection.closeSync()
}

function cellOf(value: unknown): Cell {
  return typeof value === 'bigint' ? Number(value) : (value as Cell)
}

async function send(stream: ReadableStream<Uint8Array>, response: Response): Promise<void> {
  response.attachment('rows.xlsx')
  const body = Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0])
  body.pipe(response)
  await once(response, 'close')
}
