import { afterAll, beforeAll } from 'vitest'
import { freePort } from './freePort.ts'
import {
  startOpenIdProvider,
  type OpenIdProvider,
  type OpenIdProviderOptions,
} from './openIdProvider.ts'
import { startServer, type TestServer } from './testServer.ts'

export interface ServedWithProvider extends AsyncDisposable {
  readonly provider: OpenIdProvider
  readonly server: TestServer
}

/** A service, and the OpenID provider where its page is registered. */
export async function serveWithProvider(
  options: Omit<OpenIdProviderOptions, 'pageUrl'> = {},
  env: Record<string, string> = {},
): Promise<ServedWithProvider> {
  const port = await freePort()
  const provider = await startOpenIdProvider({ ...options, pageUrl: `http://127.0.0.1:${port}` })
  const server = await startServer({ PORT: String(port), ...provider.env, ...env }).catch(
    async (error: unknown) => {
      await provider[Symbol.asyncDispose]()
      throw error
    },
  )
  return {
    provider,
    server,
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await provider[Symbol.asyncDispose]()
    },
  }
}

/** A service and its provider for all tests of a `describe`. */
export function useProvider(): Pick<ServedWithProvider, 'provider' | 'server'> {
  let served: ServedWithProvider | undefined
  beforeAll(async () => {
    served = await serveWithProvider()
  })
  afterAll(() => served?.[Symbol.asyncDispose]())
  return {
    get provider() {
      return served!.provider
    },
    get server() {
      return served!.server
    },
  }
}
