import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { printable } from '@coatcheck/shared'
import { createApp } from './app.ts'
import { ConfigError, readConfig, type Config } from './config/config.ts'
import { UnreadableData } from '../fileReports/unreadableData.ts'
import { createLogger } from '../telemetry/logger.ts'
import { openService, type Service } from './service.ts'
import { shownAddress, signInNotice } from './startNotice.ts'

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
  const logger = createLogger({ level: config.logLevel })
  const service = await openService({ config, logger, workerUrl })
  const server = createServer(createApp({ ...service, webRoot }))
  // A slow client is the delivery's business; what Node would cut off is a long download.
  server.requestTimeout = 60_000
  server.headersTimeout = 20_000
  server.keepAliveTimeout = 65_000
  server.listen(config.port, config.host)
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Error(`Cannot listen on ${config.host}, port ${config.port}.`, { cause })
  })
  announce(service, server)

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // A second signal is from someone who does not want to wait.
      for (const again of ['SIGINT', 'SIGTERM']) process.once(again, () => process.exit(1))
      void drain(service, server).then(() => process.exit(0))
    })
  }
}

/**
 * Gives a proxy the time to find out that this node is not ready, so that nobody comes to a closed
 * door. Then takes nothing new, lets running downloads finish until the deadline, and cuts them.
 */
async function drain(service: Service, server: Server): Promise<void> {
  const { coatcheck, config, logger } = service
  const { exports } = coatcheck
  logger.info({ deliveries: exports.deliveryCount }, 'stopping')
  service.leave()
  await sleep(config.drainNoticeS * 1000)
  const deadlineMs = performance.now() + config.drainDeadlineS * 1000
  coatcheck.stopTakingWork()
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  while (exports.deliveryCount > 0 && performance.now() < deadlineMs) await sleep(50)
  if (exports.deliveryCount > 0) logger.warn({ deliveries: exports.deliveryCount }, 'cut off')
  // First the runs: whoever waits for one gets a page that says so, and not merely a closed line.
  await coatcheck.close()
  server.closeAllConnections()
  await closed
  await service.close()
  logger.info('stopped')
}

function announce({ config, reports }: Service, server: Server): void {
  const { port } = server.address() as AddressInfo
  console.log(`Coatcheck is at ${shownAddress(config, port)}`)
  if (config.dataPaths.length > 0) {
    for (const { description } of reports.reports) {
      console.log(`  ${printable(description.description)}`)
    }
  }
  for (const line of signInNotice(config)) console.log(line)
}
