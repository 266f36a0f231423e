import { httpApi, type HttpApi } from '../httpApi.ts'

/** The API of a server whose router is not nested, at the usual path. */
export function plainApi(url: URL, token: string | null): HttpApi {
  return httpApi({ url, trpcUrl: new URL('trpc/', url), prefix: '' }, token)
}
