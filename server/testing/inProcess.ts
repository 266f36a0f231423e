import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { createApp } from '../src/service/app.ts'
import { readConfig } from '../src/service/config/config.ts'
import { openBackends, type Backends } from '../src/service/backends.ts'
import { createService, type Service } from '../src/service/service.ts'
import { temporaryFolder } from './temporaryFolder.ts'

export interface InProcess extends AsyncDisposable {
  readonly url: string
  readonly service: Service
  /** Everything that was logged so far. */
  log(): string
}

/** The service within the test's own process, with a worker of the test's choice. */
export async function serveInProcess(
  workerUrl: URL,
  env: Record<string, string> = {},
  change: (backends: Backends) => Partial<Backends> = () => ({}),
): Promise<InProcess> {
  const folder = await temporaryFolder()
  const lines: string[] = []
  const config = readConfig({ DATA_DIR: folder.path, EXPORT_SPOOL_DIR: folder.path, ...env })
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) })
  const backends = await openBackends(config, logger)
  const service = createService({ ...backends, ...change(backends) }, { config, logger, workerUrl })
  const server = createServer(createApp({ ...service, webRoot: folder.path }))
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    service,
    log: () => lines.join(''),
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await service.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
