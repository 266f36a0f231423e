import { auditOf, type AuditLine } from './auditOf.ts'
import { freePort } from './freePort.ts'
import { privateDemo } from './privateDemo.ts'
import { startRedis } from './redisServer.ts'
import { roundRobinProxy, type RoundRobinProxy } from './roundRobinProxy.ts'
import { startS3, type S3Server } from './s3Server.ts'
import { startServer, type TestServer } from './testServer.ts'

/**
 * Two nodes with the demo's data, one Redis, one store for their files, and a proxy in front. The demo
 * accounts have the password of `privateDemo`.
 */
export interface StoreNodes extends AsyncDisposable {
  readonly proxy: RoundRobinProxy
  readonly s3: S3Server
  /** Those that run now. */
  readonly nodes: readonly TestServer[]
  /** Ends a node as a crash does, and starts it again at the same port. */
  crash(index: number): Promise<void>
  /** What all nodes have written into their audit logs, of those that have crashed too. */
  audit(): Promise<AuditLine[]>
}

export async function startStoreNodes(env: Record<string, string> = {}): Promise<StoreNodes> {
  const redis = await startRedis()
  const s3 = await startS3()
  const startNode = (port: number) =>
    startServer({
      PORT: String(port),
      LOG_LEVEL: 'warn',
      REDIS_URL: redis.url,
      AUTH_SECRET: 'the same secret on every node of a test',
      ...privateDemo,
      ...s3.env,
      ...env,
    })
  // Each keeps its port, so that the proxy finds it again.
  const ports = [await freePort(), await freePort()]
  const nodes = await Promise.all(ports.map(startNode))
  const gone: AuditLine[] = []
  const proxy = await roundRobinProxy(nodes.map(({ url }) => url))
  return {
    proxy,
    s3,
    nodes,
    async crash(index) {
      const node = nodes[index]!
      await node.kill()
      gone.push(...(await auditOf(node.folder)))
      await node.stop()
      nodes[index] = await startNode(ports[index]!)
    },
    async audit() {
      const lines = await Promise.all(nodes.map(({ folder }) => auditOf(folder)))
      return [...gone, ...lines.flat()]
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await Promise.all(nodes.map((node) => node.stop()))
      await s3[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
    },
  }
}
