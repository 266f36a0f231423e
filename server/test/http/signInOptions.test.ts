import { expect, test } from 'vitest'
import { apiClient } from '../../testing/api.ts'
import { freePort } from '../../testing/freePort.ts'
import { httpRequest } from '../../testing/httpRequest.ts'
import { startOpenIdProvider } from '../../testing/openIdProvider.ts'
import { serveWithProvider } from '../../testing/providerSetUp.ts'
import { patientServer, sharedServer } from '../../testing/sharedServer.ts'
import { longTest } from '../../testing/soak.ts'
import { startServer } from '../../testing/testServer.ts'

async function connectSources(url: string): Promise<string | undefined> {
  const { headers } = await httpRequest(url)
  const policy = String(headers['content-security-policy'])
  return policy
    .split(';')
    .find((directive) => directive.startsWith('connect-src'))
    ?.trim()
}

test('the demo offers its accounts, and lets the page call no one else', async () => {
  const server = await sharedServer(patientServer)
  const options = await apiClient(server.url).session.options.query()
  expect(options).toEqual({ password: true, provider: null })
  expect(await connectSources(server.url)).toBe("connect-src 'self'")
})

test('with a provider the page may sign in there, and call it and no one else', async () => {
  await using served = await serveWithProvider()
  const { issuer } = served.provider
  expect(served.server.output()).toContain(`Anyone can sign in with a token of ${issuer} that has`)
  const { password, provider } = await apiClient(served.server.url).session.options.query()
  expect(password).toBe(false)
  expect(provider).toMatchObject({
    clientId: 'page',
    scopes: 'openid offline_access',
    prompt: 'consent',
    audience: { parameter: 'resource', value: 'https://reports.example.com' },
    metadata: {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      end_session_endpoint: `${issuer}/session/end`,
      revocation_endpoint: `${issuer}/token/revocation`,
      authorization_response_iss_parameter_supported: true,
    },
  })
  expect(await connectSources(served.server.url)).toBe(`connect-src 'self' ${issuer}`)
  await expect(
    apiClient(served.server.url).session.signIn.mutate({ username: 'sam', password: 'any' }),
  ).rejects.toThrow('Sign in with your identity provider')
})

longTest('without a client id no one can sign in on the page, and the start says so', async () => {
  await using served = await serveWithProvider(
    {},
    { AUTH_CLIENT_ID: '', AUTH_SCOPES: '', AUTH_PROMPT: '', AUTH_AUDIENCE_PARAMETER: '' },
  )
  const { url } = served.server
  expect(await apiClient(url).session.options.query()).toEqual({ password: false, provider: null })
  expect(served.server.output()).toContain('set AUTH_CLIENT_ID')
  expect(await connectSources(url)).toBe("connect-src 'self'")
})

test('an issuer by another name is refused at the start, with the right one', async () => {
  const pageUrl = 'http://localhost:1'
  await using provider = await startOpenIdProvider({ pageUrl })
  const started = startServer({ ...provider.env, AUTH_ISSUER: `${provider.issuer}/` })
  await expect(started).rejects.toThrow(
    `AUTH_ISSUER: the provider calls itself ${provider.issuer}: set exactly that.`,
  )
})

test('a provider that is away keeps no one from starting, and is asked again', async () => {
  const port = await freePort()
  const pageUrl = 'http://localhost:1'
  const { env } = await closed(await startOpenIdProvider({ pageUrl, port }))
  await using server = await startServer(env)
  expect(server.output()).toContain('the identity provider does not respond yet')
  const options = apiClient(server.url).session.options
  await expect(options.query()).rejects.toMatchObject({
    data: { code: 'SERVICE_UNAVAILABLE', appCode: 'provider-unavailable', retryAfterS: 5 },
  })
  await using provider = await startOpenIdProvider({ pageUrl, port })
  expect((await options.query()).provider?.metadata.issuer).toBe(provider.issuer)
  expect(await connectSources(server.url)).toContain(provider.issuer)
})

async function closed<Resource extends AsyncDisposable>(resource: Resource): Promise<Resource> {
  await resource[Symbol.asyncDispose]()
  return resource
}
