import type { NextFunction, Request, Response } from 'express'

/**
 * Responses of the API are for their viewer alone: no cache keeps them, and no browser takes them for
 * anything but JSON. tRPC sets a `Cache-Control` of its own for streams, so ours is set when the
 * headers are written.
 */
export function callHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('X-Content-Type-Options', 'nosniff')
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => Response
  response.writeHead = (...args: unknown[]) => {
    const isStream = String(response.getHeader('Content-Type')).startsWith('text/event-stream')
    response.setHeader('Cache-Control', isStream ? 'no-store, no-transform' : 'no-store')
    return writeHead(...args)
  }
  next()
}
