import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

export interface ServedApp extends AsyncDisposable {
  readonly url: string
}

/** An Express app on a free port of the loopback address. */
export async function serveApp(app: Express, host = 'localhost'): Promise<ServedApp> {
  const server = createServer(app).listen(0, host)
  await once(server, 'listening')
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
