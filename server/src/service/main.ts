import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { printable, wordsIn } from '@coatcheck/shared'
import express from 'express'
import { createApp } from './app.ts'
import { readConfig, type Config } from './config/config.ts'
import { ConfigError } from './config/configError.ts'
import { UnreadableData } from '../fileReports/unreadableData.ts'
import { collectSendingGarbage } from '../download/sendingGarbage.ts'
import { listen } from './listen.ts'
import { metricsRoute } from './routes/metricsRoute.ts'
import { createLogger } from '../telemetry/logger.ts'
import { openService, type Service } from './service.ts'
import { bindingNotice, hostNotice, shownAddress, signInNotice } from './startNotice.ts'

const webRoot = fileURLToPath(new URL('../../../web/dist/', import.meta.url))
const workerUrl = new URL('exportWorker.js', import.meta.url)

try {
  await main(readConfig(undefined, process.argv.slice(2)))
} catch (error) {
  const isForReaders = error instanceof ConfigError || error instanceof UnreadableData
  // It may name a file, or quote a line of one.
  console.error(isForReaders ? printable(error.message) : error)
  process.exit(1)
}

async function main(config: Config): Promise<void> {
  collectSendingGarbage()
  const logger = createLogger({ level: config.logLevel })
  const service = await openService({ config, logger, workerUrl })
  const server = createServer(createApp({ ...service, webRoot }))
  // A slow client is the delivery's business; what Node would cut off is a long download.
  server.requestTimeout = 60_000
  server.headersTimeout = 20_000
  server.keepAliveTimeout = 65_000
  await listen(server, { variable: 'PORT', port: config.port, host: config.host, logger })
  const metricsServer = await openMetricsServer(service)
  announce(service, server, metricsServer)

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // A second signal is from someone who does not want to wait.
      for (const again of ['SIGINT', 'SIGTERM']) process.once(again, () => process.exit(1))
      void drain(service, server, metricsServer).then(() => process.exit(0))
    })
  }
}

/** The metrics on a port of their own, if they have one. */
async function openMetricsServer(service: Service): Promise<Server | undefined> {
  const { logger } = service
  const { metricsHost: host, metricsPort: port } = service.config
  if (port === undefined) return undefined
  const app = express().disable('x-powered-by').use(metricsRoute(service))
  const server = createServer(app)
  await listen(server, { variable: 'METRICS_PORT', port, host, logger })
  return server
}

/**
 * Gives a proxy the time to find out that this node is not ready, so that no request comes in vain.
 * Then takes nothing new, lets running downloads finish, and files reach the store, until the
 * deadline, and cuts the rest.
 */
async function drain(
  service: Service,
  server: Server,
  metricsServer: Server | undefined,
): Promise<void> {
  const { coatcheck, config, logger } = service
  const left = () => {
    const { deliveries, uploads } = coatcheck.stats()
    return { deliveries, uploads }
  }
  const isBusy = () => Object.values(left()).some((count) => count > 0)
  logger.info(left(), 'stopping')
  service.leave()
  await sleep(config.drainNoticeS * 1000)
  const deadlineMs = performance.now() + config.drainDeadlineS * 1000
  coatcheck.stopTakingWork()
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  while (isBusy() && performance.now() < deadlineMs) await sleep(50)
  if (isBusy()) logger.warn(left(), 'cut off')
  // First the runs: a client that waits for one gets a page that says so, not a closed connection.
  await coatcheck.close()
  server.closeAllConnections()
  await closed
  metricsServer?.close()
  metricsServer?.closeAllConnections()
  await service.close()
  logger.info('stopped')
}

function announce(
  { config, reports }: Service,
  server: Server,
  metricsServer: Server | undefined,
): void {
  const { port } = server.address() as AddressInfo
  console.log(`Coatcheck is at ${shownAddress(config, port)}`)
  if (config.dataPaths.length > 0) {
    for (const { description } of reports.reports) {
      console.log(`  ${printable(wordsIn(description.description, undefined))}`)
    }
  }
  if (metricsServer) {
    const { port: metricsPort } = metricsServer.address() as AddressInfo
    const metrics = shownAddress({ host: config.metricsHost, publicUrl: undefined }, metricsPort)
    console.log(`The metrics are at ${metrics}/metrics`)
  }
  const notices = [...hostNotice(config), ...bindingNotice(config, port), ...signInNotice(config)]
  for (const line of notices) console.log(line)
}
