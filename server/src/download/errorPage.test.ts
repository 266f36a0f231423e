import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../appError.ts'
import { sendErrorPage } from './errorPage.ts'

describe('an error of the download route', () => {
  let server: Server
  let url: string

  beforeAll(async () => {
    const app = express()
    app.get('/', (request, response) =>
      sendErrorPage(
        request,
        response,
        new AppError('queue-full', 'Too <many>.', { retryAfterS: 5 }),
      ),
    )
    server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve))
  })

  async function errorFor(accept: string): Promise<Response> {
    const response = await fetch(url, { headers: { accept } })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(response.headers.has('content-disposition')).toBe(false)
    return response
  }

  test.each([
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
    'text/html',
  ])('is a page for a browser: %s', async (accept) => {
    const response = await errorFor(accept)
    expect(response.headers.get('content-type')).toContain('text/html')
    const page = await response.text()
    expect(page).toContain('<h1>')
    expect(page).not.toContain('<many>')
  })

  test.each(['application/json', 'application/json, */*;q=0.9'])(
    'is JSON for a client that prefers it: %s',
    async (accept) => {
      const response = await errorFor(accept)
      expect(response.headers.get('content-type')).toContain('application/json')
      expect(await response.json()).toEqual({
        error: { code: 'queue-full', message: 'Too <many>.' },
      })
    },
  )

  test.each(['*/*', 'text/plain', 'image/png'])('is plain text for others: %s', async (accept) => {
    const response = await errorFor(accept)
    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(await response.text()).toMatch(/Too <many>\.\n$/)
  })
})
