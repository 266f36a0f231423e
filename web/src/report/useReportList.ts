import type { ReportOutline } from '@coatcheck/shared'
import { useQuery, type UseQueryReturn } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../api/useApi.ts'
import { useLanguageStore } from '../texts/languageStore.ts'

/**
 * The descriptions of the reports that the viewer may open, in the language of the page.
 *
 * @param locale another language, as a BCP 47 tag
 */
export function useReportList(locale?: MaybeRefOrGetter<string>): UseQueryReturn<ReportOutline[]> {
  const api = useApi()
  const language = useLanguageStore()
  const wanted = () => toValue(locale) ?? language.locale
  return useQuery({
    key: () => ['reports', wanted()],
    query: ({ signal }) => api.report.list.query({ locale: wanted() }, { signal }),
    // In the former language, while those of another one load.
    placeholderData: (previous) => previous,
    staleTime: 5 * 60_000,
  })
}
