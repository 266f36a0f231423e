import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { app, coatcheck } from './app.ts'
import { saleIds, saveSales } from './client.ts'

// Serves, asks itself as a client would, and saves what it got into the folder that it is told.
const [, , folder = '.'] = process.argv
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
for (const format of ['xlsx', 'csv'] as const) {
  await saveSales(url, `${folder}/sales.${format}`, format)
}
console.log(JSON.stringify({ node: process.version, ids: await saleIds(url) }))
server.close()
server.closeAllConnections()
await coatcheck.close()
