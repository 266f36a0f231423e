import express, { type Response, type Router } from 'express'
import { AppError, statusOf } from '../../appError.ts'
import type { Coatcheck } from '../../coatcheck/createCoatcheck.ts'
import { exactPaths } from './exactPaths.ts'
import type { ReportList } from '../../reports/anyReport.ts'
import { unauthenticated } from '../auth/bearerToken.ts'
import { callHeaders } from './callHeaders.ts'

/** `/openapi.json`: the API for clients in any language, with the reports that the caller may see. */
export function openApiRoute(coatcheck: Pick<Coatcheck<ReportList>, 'openApi'>): Router {
  const router = express.Router(exactPaths)
  router.get('/openapi.json', callHeaders, async (request, response) => {
    try {
      const document = await coatcheck.openApi(request, { title: 'Coatcheck' })
      if (!document) throw unauthenticated()
      response.json(document)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      sendError(response, error)
    }
  })
  return router
}

function sendError(response: Response, { code, message, retryAfterS }: AppError): void {
  const { http } = statusOf[code]
  if (http === statusOf.unauthenticated.http) response.set('WWW-Authenticate', 'Bearer')
  if (retryAfterS !== undefined) response.set('Retry-After', String(retryAfterS))
  response.status(http).json({ error: { code, message } })
}
