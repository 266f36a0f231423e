import { Client } from 'pg'
import type { AuditLine } from './auditOf.ts'
import { freePort } from './freePort.ts'
import { startPostgres, type PostgresServer } from './postgresServer.ts'
import { privateDemo } from './privateDemo.ts'
import { startRedis, type RedisServer } from './redisServer.ts'
import { roundRobinProxy, type RoundRobinProxy } from './roundRobinProxy.ts'
import { loadSomeDemoData } from './someDemoData.ts'
import { startServer } from './testServer.ts'

/**
 * The service as it runs for many: two nodes, one Redis, one Postgres, and a proxy in front. The
 * demo accounts have the password of `privateDemo`.
 */
export interface TwoNodes extends AsyncDisposable {
  readonly proxy: RoundRobinProxy
  readonly postgres: PostgresServer
  /** Stops a node as an orchestrator does and starts it again; answers the exit code. */
  restart(index: number): Promise<number | null>
  /** What the nodes have written into their audit log so far. */
  audit(): Promise<AuditLine[]>
}

export interface TwoNodesOptions {
  /** About so many rows for the report on flights. */
  readonly flights: number
  readonly env?: Record<string, string>
}

export async function startTwoNodes(options: TwoNodesOptions): Promise<TwoNodes> {
  const redis = await startRedis()
  const postgres = await startPostgres()
  const stopStores = async () => {
    await postgres[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  }
  return startNodes({ redis, postgres, stopStores }, options).catch(async (error: unknown) => {
    await stopStores()
    throw error
  })
}

interface Stores {
  readonly redis: RedisServer
  readonly postgres: PostgresServer
  stopStores(): Promise<void>
}

async function startNodes(
  { redis, postgres, stopStores }: Stores,
  { flights, env = {} }: TwoNodesOptions,
): Promise<TwoNodes> {
  await loadSomeDemoData(postgres.url, flights)
  const startNode = (port: number) =>
    startServer({
      PORT: String(port),
      LOG_LEVEL: 'warn',
      REDIS_URL: redis.url,
      DATABASE_URL: postgres.url,
      ...privateDemo,
      AUTH_SECRET: 'the same secret on every node of a test',
      ...env,
    })
  // Each keeps its port, so that the proxy finds it again.
  const ports = [await freePort(), await freePort()]
  const nodes = await Promise.all(ports.map(startNode))
  const proxy = await roundRobinProxy(nodes.map(({ url }) => url))

  return {
    proxy,
    postgres,
    async restart(index) {
      const exitCode = await nodes[index]!.stop()
      nodes[index] = await startNode(ports[index]!)
      return exitCode
    },
    audit: () => readAudit(postgres.url),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await Promise.all(nodes.map((node) => node.stop()))
      await stopStores()
    },
  }
}

async function readAudit(url: string): Promise<AuditLine[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ event: AuditLine }>(
    'SELECT event FROM coatcheck_audit ORDER BY position',
  )
  await client.end()
  return rows.map(({ event }) => event)
}
