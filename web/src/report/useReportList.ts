import type { ReportOutline } from '@coatcheck/shared'
import { useQuery, type UseQueryReturn } from '@pinia/colada'
import { useApi } from '../api/useApi.ts'

/** The descriptions of the reports that the viewer may open. */
export function useReportList(): UseQueryReturn<ReportOutline[]> {
  const api = useApi()
  return useQuery({
    key: ['reports'],
    query: ({ signal }) => api.report.list.query(undefined, { signal }),
    staleTime: 5 * 60_000,
  })
}
