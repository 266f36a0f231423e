import express, { type Router } from 'express'
import type { Metrics } from '../../telemetry/metrics.ts'

export interface ProbeDependencies {
  readonly metrics: Metrics
  /** Brings the levels among the metrics up to date. */
  readonly sampleLevels: () => void
  /** Why no new work should come here; null when it may. */
  readonly notReady: () => string | null
}

/** What an orchestrator asks: is it alive, may it get work, how is it doing. */
export function probeRoutes({ metrics, sampleLevels, notReady }: ProbeDependencies): Router {
  const router = express.Router()
  router.get('/healthz', (_request, response) => {
    response.type('text').send('ok\n')
  })
  router.get('/readyz', (_request, response) => {
    const reason = notReady()
    response
      .status(reason === null ? 200 : 503)
      .type('text')
      .send(`${reason ?? 'ready'}\n`)
  })
  router.get('/metrics', async (_request, response) => {
    sampleLevels()
    response.type(metrics.contentType).send(await metrics.text())
  })
  return router
}
