import express, { type Router } from 'express'
import type { Coatcheck } from '../../coatcheck/createCoatcheck.ts'
import { exactPaths } from './exactPaths.ts'
import type { ReportList } from '../../reports/anyReport.ts'
import type { Metrics } from '../../telemetry/metrics.ts'

export interface MetricsDependencies {
  readonly coatcheck: Pick<Coatcheck<ReportList>, 'stats'>
  readonly metrics: Metrics
}

/** `/metrics`, for Prometheus. */
export function metricsRoute({ coatcheck, metrics }: MetricsDependencies): Router {
  const router = express.Router(exactPaths)
  router.get('/metrics', async (_request, response) => {
    sampleLevels({ coatcheck, metrics })
    response.type(metrics.contentType).send(await metrics.text())
  })
  return router
}

/** Where the metrics have a port of their own, a scraper must not take the page for them. */
export function noMetricsRoute(): Router {
  return express.Router(exactPaths).all('/metrics', (_request, response) => {
    response.status(404).type('text').send('The metrics are at METRICS_PORT.\n')
  })
}

function sampleLevels({ coatcheck, metrics }: MetricsDependencies): void {
  const stats = coatcheck.stats()
  metrics.ticketsOutstanding.set(stats.ticketsOutstanding)
  metrics.queueLength.set(stats.queued)
  metrics.activeRuns.set(stats.running)
  metrics.activeDeliveries.set(stats.deliveries)
  metrics.activeQueries.set(stats.queriesRunning)
  metrics.waitingQueries.set(stats.queriesQueued)
  metrics.spoolBytes.set(stats.spoolBytes)
}
