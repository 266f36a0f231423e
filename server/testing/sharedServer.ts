import { fileURLToPath } from 'node:url'
import { startServer, type RunningServer } from './testServer.ts'

const endWithTests = fileURLToPath(new URL('endWithTests.mjs', import.meta.url))

/**
 * For tests over HTTP: the whole of a file is known before its first byte on a busy machine too, and
 * no file asks in vain for tickets because those before it asked for many.
 */
export const patientServer = { EXPORT_GRACE_MS: '10000', TICKETS_PER_MINUTE_MAX: '10000' }

const servers = new Map<string, Promise<RunningServer>>()

/**
 * A server for all files that one process runs, and that mind no exports of others: to start one takes
 * a second of CPU. It ends with the process.
 */
export function sharedServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const key = JSON.stringify(env)
  const server = servers.get(key) ?? startServer(env, [], ['--import', endWithTests])
  servers.set(key, server)
  return server
}
