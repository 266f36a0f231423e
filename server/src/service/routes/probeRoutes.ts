import express, { type Router } from 'express'
import { exactPaths } from './exactPaths.ts'

export interface ProbeDependencies {
  /** Why no new work should come here; null when it may. */
  readonly notReady: () => string | null
}

/** What an orchestrator asks: is it alive, may it get work. */
export function probeRoutes({ notReady }: ProbeDependencies): Router {
  const router = express.Router(exactPaths)
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
  return router
}
