import { join } from 'node:path'
import express, { type Router } from 'express'
import helmet from 'helmet'
import { exactPaths } from './exactPaths.ts'

const hourMs = 60 * 60 * 1000
const yearMs = 365 * 24 * hourMs

export interface PageRoutesOptions {
  /** Folder of the built page. */
  readonly webRoot: string
  /** Origins of others that the page may call, as they are at the time. */
  readonly otherOrigins: () => readonly string[]
}

/** The built page: its files, and its index for every other address, which the page itself reads. */
export function pageRoutes({ webRoot, otherOrigins }: PageRoutesOptions): Router {
  const router = express.Router(exactPaths)
  router.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          // Components position panels by style attributes.
          styleSrcAttr: ["'unsafe-inline'"],
          imgSrc: ["'self'"],
          fontSrc: ["'self'"],
          connectSrc: ["'self'", () => otherOrigins().join(' ')],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
    }),
  )
  // The build names these files by their content.
  router.use(
    '/assets',
    express.static(join(webRoot, 'assets'), { immutable: true, maxAge: yearMs }),
  )
  router.use('/assets', (_request, response) => {
    response.sendStatus(404)
  })
  router.use(
    express.static(webRoot, {
      index: false,
      // Browsers ask for the icon again with each address, which is each change of a filter.
      maxAge: hourMs,
      setHeaders(response, file) {
        if (file.endsWith('.html')) response.setHeader('Cache-Control', 'no-cache')
      },
    }),
  )
  router.get('/{*path}', (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache')
    // Below the root, a dot in the path of the folder itself does not hide the page.
    response.sendFile('index.html', { root: webRoot })
  })
  return router
}
