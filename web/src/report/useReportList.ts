import type { ReportOutline } from '@coatcheck/shared'
import { useQuery, type UseQueryReturn } from '@pinia/colada'
import { useApi } from '../api/useApi.ts'
import { useLanguageStore } from '../texts/languageStore.ts'

/** The descriptions of the reports that the viewer may open, in the language of the page. */
export function useReportList(): UseQueryReturn<ReportOutline[]> {
  const api = useApi()
  const language = useLanguageStore()
  return useQuery({
    key: () => ['reports', language.locale],
    query: ({ signal }) => api.report.list.query({ locale: language.locale }, { signal }),
    // In the former language, while those of another one load.
    placeholderData: (previous) => previous,
    staleTime: 5 * 60_000,
  })
}
