import { useQuery } from '@pinia/colada'
import { useApi } from '../api/useApi.ts'

/** What the server allows of one export; it changes with the server only. */
export function useExportLimits() {
  const api = useApi()
  return useQuery({
    key: ['export-limits'],
    query: ({ signal }) => api.export.limits.query(undefined, { signal }),
    staleTime: Infinity,
  })
}
