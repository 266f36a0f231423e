import { useQuery, type UseQueryReturn } from '@pinia/colada'
import type { ExportLimits } from '../api/appRouter.ts'
import { useApi } from '../api/useApi.ts'

/** The server's limits of one export. They never change while it runs. */
export function useExportLimits(): UseQueryReturn<ExportLimits> {
  const api = useApi()
  return useQuery({
    key: ['export-limits'],
    query: ({ signal }) => api.export.limits.query(undefined, { signal }),
    staleTime: Infinity,
  })
}
