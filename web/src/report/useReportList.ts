import type { ReportOutline } from '@coatcheck/shared'
import { useQuery } from '@pinia/colada'
import { useApi } from '../api/useApi.ts'

/** The reports that the viewer may open, each with all that the page has to know of it. */
export function useReportList() {
  const api = useApi()
  return useQuery({
    key: ['reports'],
    query: ({ signal }): Promise<ReportOutline[]> => api.report.list.query(undefined, { signal }),
    staleTime: 5 * 60_000,
  })
}
