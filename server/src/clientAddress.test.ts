import express from 'express'
import { expect, test } from 'vitest'
import { httpRequest } from '../testing/httpRequest.ts'
import { serveApp } from '../testing/serveApp.ts'
import { clientAddress } from './clientAddress.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['evil, 192.0.2.7', '192.0.2.7'],
  ['<script>alert(1)</script>', null],
  ['192.0.2.7:443', null],
  ['unknown', null],
  ['::1%anything', null],
  ['x'.repeat(8000), null],
  ['', '127.0.0.1'],
])('of a proxy that forwards %s it is %s', async (forwarded, address) => {
  const app = express().set('trust proxy', 1)
  app.use((request, response) => void response.json(clientAddress(request.ip)))
  await using served = await serveApp(app)
  const headers = { 'x-forwarded-for': forwarded }
  const { body } = await httpRequest(served.url, { headers })
  const found = JSON.parse(body.toString()) as string | null
  expect(
    found?.replace(/^(::ffff:|::1$)/, (prefix) => (prefix === '::1' ? '127.0.0.1' : '')) ?? null,
  ).toBe(address)
})
