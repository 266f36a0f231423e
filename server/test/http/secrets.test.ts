import { expect, test } from 'vitest'
import { apiClient, createBrowserTicket, navigation, oneDay, signIn } from '../../testing/api.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { startServer } from '../../testing/testServer.ts'

test('neither the log nor the metrics hold a ticket, a token, a cookie or a password', async () => {
  await using server = await startServer({ LOG_LEVEL: 'trace' })
  const { token, api } = await signIn(server.url, 'analyst')
  const receipt = await api.export.createTicket.mutate(oneDay)
  const bound = await createBrowserTicket(server.url, token, oneDay)
  const headers = { ...navigation, cookie: bound.cookie, authorization: `Bearer ${token}` }

  await httpRequest(`${server.url}${receipt.url}`)
  await httpRequest(`${server.url}${receipt.url}`)
  await httpRequest(`${server.url}${bound.receipt.url}`, { headers })
  await httpRequest(`${server.url}/nowhere?ticket=${receipt.ticket}&token=${token}`)
  await httpRequest(`${server.url}/trpc/nowhere?input=${token}`, { headers })
  await apiClient(server.url)
    .session.signIn.mutate({ username: 'analyst', password: 'a-wrong-password' })
    .catch(() => {})
  const metrics = await httpRequest(`${server.url}/metrics`)
  await server.stop()

  const written = `${server.output()}\n${metrics.body.toString()}`
  const [, cookieValue = ''] = bound.cookie.split('=')
  const secrets = [token, receipt.ticket, bound.receipt.ticket, cookieValue, 'a-wrong-password']
  for (const secret of secrets) {
    expect(secret).not.toBe('')
    expect(written).not.toContain(secret)
  }
  expect(server.output()).toContain('/export/download')
})
