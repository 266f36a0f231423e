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
  const provider = await startOpenIdProvider({ ...options, pageUrl: `http://localhost:${port}` })
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
