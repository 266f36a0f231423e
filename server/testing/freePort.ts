import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what Linux gives to connections that ask for no port: none of those may take it first. */
const firstPort = 20_000
const portCount = 12_000

/** A port of the loopback address that no one listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * portCount)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
