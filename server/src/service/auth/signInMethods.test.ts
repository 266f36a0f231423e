import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createProviderDescription } from './providerDescription.ts'
import { passwordMethods, providerMethods } from './signInMethods.ts'

const hourMs = 3_600_000

describe('the ways to sign in', () => {
  let server: Server
  let issuer: string
  let answer: { status: number; document: object }
  let asked: (string | undefined)[]
  let nowMs: number

  beforeEach(async () => {
    asked = []
    nowMs = 0
    server = createServer((request, response) => {
      asked.push(request.url)
      response.statusCode = answer.status
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer.document))
    })
    await listen(0)
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    answer = { status: 200, document: described() }
  })
  afterEach(async () => stop())

  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  function stop(): void {
    server.closeAllConnections()
    server.close()
  }

  function described(changes: object = {}) {
    return {
      issuer,
      authorization_endpoint: 'https://login.example.com/authorize',
      token_endpoint: 'https://tokens.example.com:8443/token',
      revocation_endpoint: 'https://tokens.example.com:8443/revoke',
      end_session_endpoint: 'https://login.example.com/end',
      code_challenge_methods_supported: ['plain', 'S256'],
      userinfo_endpoint: 'https://login.example.com/me',
      ...changes,
    }
  }

  function ways(changes: { issuer?: string; audienceParameter?: 'audience' } = {}) {
    const { audienceParameter = null } = changes
    const config = {
      jwksUrl: '',
      issuer,
      audience: 'https://reports',
      scopeClaim: '',
      clockSkewS: 0,
      page: { clientId: 'page', scopes: 'openid', prompt: null, audienceParameter },
      ...(changes.issuer !== undefined && { issuer: changes.issuer }),
    }
    const description = createProviderDescription({ issuer: config.issuer, now: () => nowMs })
    return providerMethods(config, description)
  }

  test('are those that the provider describes, and nothing else of its description', async () => {
    const { password, provider } = await ways({ audienceParameter: 'audience' }).options()
    expect(password).toBe(false)
    const metadata: Record<string, unknown> = described()
    delete metadata.userinfo_endpoint
    delete metadata.code_challenge_methods_supported
    expect(provider).toEqual({
      clientId: 'page',
      scopes: 'openid',
      prompt: null,
      metadata,
      audience: { parameter: 'audience', value: 'https://reports' },
    })
  })

  test('open the page to the origins that it calls, and to no other', async () => {
    const provider = ways()
    expect(provider.origins()).toEqual([])
    await provider.options()
    expect(provider.origins()).toEqual(['https://tokens.example.com:8443'])
  })

  test('are asked for once by however many, and again after an hour', async () => {
    const provider = ways()
    await Promise.all([provider.options(), provider.options(), provider.options()])
    await provider.options()
    expect(asked).toEqual(['/.well-known/openid-configuration'])
    nowMs = hourMs
    await provider.options()
    expect(asked).toHaveLength(2)
  })

  test('stay what they were while the provider is away', async () => {
    const provider = ways()
    const before = await provider.options()
    stop()
    nowMs = hourMs
    expect(await provider.options()).toEqual(before)
  })

  test('are not known while the provider has never answered, and are once it does', async () => {
    const { port } = server.address() as AddressInfo
    stop()
    const provider = ways()
    await expect(provider.options()).rejects.toMatchObject({ code: 'provider-unavailable' })
    await listen(port)
    answer.status = 502
    await expect(provider.options()).rejects.toMatchObject({ code: 'provider-unavailable' })
    answer.status = 200
    expect((await provider.options()).provider?.metadata.issuer).toBe(issuer)
  })

  test.each<[string, object, RegExp]>([
    [
      'of another provider',
      { issuer: 'https://other' },
      /calls itself https:\/\/other: set exactly/,
    ],
    ['without PKCE', { code_challenge_methods_supported: ['plain'] }, /does not support PKCE/],
    ['without endpoints', { token_endpoint: undefined }, /cannot be used: token_endpoint/],
    ['in the clear', { token_endpoint: 'http://x/token' }, /token_endpoint is no https/],
  ])('a description %s is refused with what to do', async (_what, changes, sentence) => {
    answer.document = described(changes)
    const failure = await ways()
      .options()
      .catch((error: unknown) => error)
    expect((failure as Error).name).toBe('ConfigError')
    expect((failure as Error).message).toMatch(sentence)
  })

  test('a provider without a description is refused, too', async () => {
    answer.status = 404
    await expect(ways().options()).rejects.toThrow(/openid-configuration answers 404/)
  })

  test('an issuer with a closing slash is taken as it is', async () => {
    answer.document = described({ issuer: `${issuer}/` })
    const { provider } = await ways({ issuer: `${issuer}/` }).options()
    expect(provider?.metadata.issuer).toBe(`${issuer}/`)
    expect(asked).toEqual(['/.well-known/openid-configuration'])
  })

  test('are passwords without a provider, or none at all', async () => {
    expect(await passwordMethods(true).options()).toEqual({ password: true, provider: null })
    expect(await passwordMethods(false).options()).toEqual({ password: false, provider: null })
    const unregistered = providerMethods({
      jwksUrl: '',
      issuer,
      audience: '',
      scopeClaim: '',
      clockSkewS: 0,
      page: undefined,
    })
    expect(await unregistered.options()).toEqual({ password: false, provider: null })
    expect(asked).toEqual([])
  })
})
