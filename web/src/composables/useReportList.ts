import { useQuery } from '@pinia/colada'
import { useApi } from '../api/useApi.ts'

/** The reports that the viewer may open. */
export function useReportList() {
  const api = useApi()
  return useQuery({
    key: ['reports'],
    query: ({ signal }) => api.report.list.query(undefined, { signal }),
    staleTime: 5 * 60_000,
  })
}
