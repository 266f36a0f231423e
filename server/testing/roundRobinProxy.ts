import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface RoundRobinProxy extends AsyncDisposable {
  readonly url: string
  /** The node that each download went to, in order; each goes to another one than the last. */
  readonly downloads: readonly string[]
  /** Requests that each node has got, by its origin. */
  readonly requestCounts: ReadonlyMap<string, number>
  /** Requests that a node was sent and did not answer; their clients got a 502. */
  readonly unanswered: readonly string[]
}

const checkEveryMs = 100

/**
 * A proxy before several nodes, such as stands before a real service: sends each request to the
 * next node that says on `/readyz` that it may get work, and passes on what comes as it comes.
 */
export async function roundRobinProxy(nodes: readonly string[]): Promise<RoundRobinProxy> {
  const ready = new Set<string>()
  const requestCounts = new Map(nodes.map((node) => [node, 0]))
  const unanswered: string[] = []
  const closing = new AbortController()
  const downloads: string[] = []
  let turn = 0

  async function check(): Promise<void> {
    await Promise.all(
      nodes.map(async (node) => {
        const isReady = await fetch(`${node}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        )
        if (isReady) ready.add(node)
        else ready.delete(node)
      }),
    )
  }

  function nextNode(isDownload: boolean): string | undefined {
    const candidates = nodes.filter((node) => ready.has(node))
    if (!isDownload) return candidates[(turn += 1) % candidates.length]
    const node = candidates.find((candidate) => candidate !== downloads.at(-1)) ?? candidates[0]
    if (node) downloads.push(node)
    return node
  }

  function passOn(node: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
    requestCounts.set(node, requestCounts.get(node)! + 1)
    const { method, headers } = incoming
    const upstream = request(`${node}${incoming.url}`, { method, headers, agent: false })
    upstream.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.rawHeaders)
      answer.pipe(outgoing)
      // A body that broke off must not look as if it had ended.
      answer.on('close', () => answer.complete || outgoing.destroy())
    })
    upstream.on('error', () => {
      if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy()
      unanswered.push(`${method} ${new URL(incoming.url!, node).pathname}`)
      outgoing.writeHead(502).end()
    })
    outgoing.on('close', () => outgoing.writableFinished || upstream.destroy())
    incoming.pipe(upstream)
  }

  const server = createServer((incoming, outgoing) => {
    const node = nextNode(incoming.url?.startsWith('/export/download') ?? false)
    if (node !== undefined) passOn(node, incoming, outgoing)
    else outgoing.writeHead(503, { 'retry-after': '1' }).end()
  })
  await check()
  const checking = repeatedly(check, closing.signal)
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    downloads,
    requestCounts,
    unanswered,
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      server.close()
      server.closeAllConnections()
      await checking
    },
  }
}

async function repeatedly(act: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await act()
    await sleep(checkEveryMs)
  }
}
