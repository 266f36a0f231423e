import type { SignInOptions } from '@coatcheck/shared'
import { useQuery, type UseQueryReturn } from '@pinia/colada'
import { useApi } from '../api/useApi.ts'

/** The ways to sign in that the service offers. */
export function useSignInOptions(): UseQueryReturn<SignInOptions> {
  const api = useApi()
  return useQuery({
    key: ['sign-in-options'],
    query: ({ signal }) =>
      api.session.options.query(undefined, { signal, context: { token: null } }),
    staleTime: 60_000,
  })
}
