import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import { createCoatcheck, createLogger, openDatabase } from '../src/index.ts'
import { allRows } from './allRows.ts'
import { openTable, tableReport } from './tableReport.ts'

/** An app with one report, a table of Postgres: `tableOverHttp <url> <table>`. */
const [url = '', name = ''] = process.argv.slice(2)
const table = await openTable(url, name)
const coatcheck = createCoatcheck({
  reports: [tableReport(table)],
  database: await openDatabase({ engine: 'postgres', url }),
  viewer: () => allRows,
  workers: { url: new URL('tableThread.js', import.meta.url), data: { url, table } },
  logger: createLogger({ level: 'warn' }),
})
await coatcheck.ready()

const app = express()
const { createContext, downloads, router } = coatcheck
app.use('/trpc', createExpressMiddleware({ router, createContext }))
app.use(downloads)
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
