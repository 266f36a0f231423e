import escapeHtml from 'escape-html'
import type { Request, Response } from 'express'
import { statusOf, type AppError } from '../appError.ts'
import { setProtectiveHeaders } from './fileHeaders.ts'

const titles: Readonly<Record<number, string>> = {
  400: 'This link is incomplete',
  403: 'Download blocked',
  404: 'This download is no longer available',
  405: 'Method not allowed',
  429: 'Too many exports',
  500: 'Something went wrong',
  503: 'Temporarily unavailable',
  504: 'Timed out',
  505: 'HTTP version not supported',
}

/**
 * Sends an error as a small page with a link back, or as JSON or plain text to a client that asks
 * for it. It never has a `Content-Disposition`: an error must not be saved as if it were the file.
 */
export function sendErrorPage(request: Request, response: Response, error: AppError): void {
  const status = statusOf[error.code].http
  setProtectiveHeaders(response)
  if (error.retryAfterS !== undefined) response.setHeader('Retry-After', error.retryAfterS)
  if (error.code === 'method-not-allowed') response.setHeader('Allow', 'GET, POST')
  const title = titles[status] ?? 'Something went wrong'
  response.status(status)
  switch (request.accepts(['text/plain', 'text/html', 'application/json'])) {
    case 'text/html':
      response.type('html').send(page(title, error.message))
      break
    case 'application/json':
      response.json({ error: { code: error.code, message: error.message } })
      break
    default:
      response.type('text').send(`${title}. ${error.message}\n`)
  }
}

function page(title: string, message: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(message)}</p>
<p><a href="/">Back to the reports</a></p>
</html>
`
}
