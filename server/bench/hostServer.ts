import { setTimeout as sleep } from 'node:timers/promises'
import { createTRPCClient, httpLink } from '@trpc/client'
import { hosts } from '../testing/hosts/hosts.ts'
import { ordersApp, type OrdersRouter } from '../testing/hosts/orders.ts'

// One host with one prepared file. Each line of standard input asks for a ticket for it, and each
// line of standard output is a URL to fetch it from.

const [name, rows] = process.argv.slice(2)
const app = ordersApp({ limits: { keptBytesPerViewerMax: 8 * 1024 ** 3 } })
const running = await hosts.find((host) => host.name === name)!.start(app)
const headers = { authorization: 'Bearer bench' }
const client = createTRPCClient<OrdersRouter>({
  links: [httpLink({ url: `${running.url}/trpc`, headers })],
})
const api = client.reports.export
const request = { report: 'orders', filters: { count: Number(rows) }, format: 'csv' } as const
const { exportId } = await api.prepare.mutate(request)
while ((await api.list.query({ exportId }))[0]?.state !== 'ready') await sleep(200)

process.stdin.on('data', () => {
  // What the run has left does not belong to the download.
  globalThis.gc?.()
  void api.pickUp.mutate({ exportId }).then(({ url }) => console.log(running.url + url))
})
console.log('ready')
