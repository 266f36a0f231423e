import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainApi } from './testing/plainApi.ts'

let server: Server
let url: URL
let status: number

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.statusCode = status
    response.end(JSON.stringify({ error: { message: 'No.', data: { httpStatus: status } } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test.each([
  [401, 'token', 'No. Check COATCHECK_TOKEN.'],
  [403, 'token', 'No. Check COATCHECK_TOKEN.'],
  [401, null, 'No. Check COATCHECK_USERNAME and COATCHECK_PASSWORD.'],
  // The password is right, and where it is good is what the server says.
  [403, null, 'No.'],
])('a refusal with %i of the token %s names what to check', async (code, token, message) => {
  status = code
  const api = plainApi(url, token)
  const call = token === null ? api.signIn({ username: 'sam', password: 'x' }) : api.reports()
  await expect(call).rejects.toMatchObject({ message, exitCode: 3 })
})
