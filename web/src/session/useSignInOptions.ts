import type { SignInOptions } from '@coatcheck/shared'
import { useQuery } from '@pinia/colada'
import { useApi } from '../api/useApi.ts'

/** How one signs in here. */
export function useSignInOptions() {
  const api = useApi()
  return useQuery({
    key: ['sign-in-options'],
    query: ({ signal }): Promise<SignInOptions> =>
      api.session.options.query(undefined, { signal, context: { token: null } }),
    staleTime: 60_000,
  })
}
