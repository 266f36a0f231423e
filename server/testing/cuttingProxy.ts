import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface CuttingProxy extends AsyncDisposable {
  readonly url: string
  /** Requests for a download that have passed so far. */
  readonly downloadCount: number
  /** Breaks the connections whose latest request is for this path; answers how many. */
  cut(path: string): number
}

/**
 * A line that breaks: hands everything on to the server, and breaks the connection of a download
 * after as many bytes of the answer as `cutAfter` says for the n-th one (from 0); undefined lets it
 * pass whole, as it does with all of them when it is left out.
 */
export async function cuttingProxy(
  target: string,
  cutAfter: (download: number) => number | undefined = () => undefined,
): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  /** What each client asked for last. */
  const requests = new Map<Socket, string>()
  let downloadCount = 0

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let leftBytes = Infinity
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        requests.delete(client)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => {
      // A download that was shorter than its cut leaves the connection to the next request.
      leftBytes = Infinity
      const text = chunk.toString('latin1')
      if (/^(GET|POST) /.test(text)) requests.set(client, text)
      if (text.startsWith('GET /export/download')) {
        leftBytes = cutAfter(downloadCount) ?? Infinity
        downloadCount += 1
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      const passed = chunk.subarray(0, leftBytes)
      leftBytes -= passed.length
      // What was handed to the socket leaves before it closes: the client gets exactly so much.
      if (leftBytes === 0) client.end(passed)
      else if (!client.write(passed)) {
        upstream.pause()
        client.once('drain', () => upstream.resume())
      }
    })
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    get downloadCount() {
      return downloadCount
    },
    cut(path) {
      const cut = [...requests].filter(([, request]) => request.split(' ')[1]?.startsWith(path))
      for (const [client] of cut) client.destroy()
      return cut.length
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
