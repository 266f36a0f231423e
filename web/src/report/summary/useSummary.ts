import { useQuery } from '@pinia/colada'
import { computed, type ComputedRef, type Ref } from 'vue'
import type { ReportSummary } from '../../api/appRouter.ts'
import { useApi } from '../../api/useApi.ts'
import { rowsOf, type FilteredReport } from '../reportAddress.ts'
import { useLatest, type Latest } from '../useLatest.ts'

export interface SummaryQuery extends Latest<ReportSummary> {
  /** The summary of exactly these filters; undefined until it has arrived. */
  summary: Readonly<Ref<ReportSummary | undefined>>
  /** The row count of exactly these filters; undefined until it has arrived. */
  rowCount: ComputedRef<number | undefined>
  error: Readonly<Ref<unknown>>
  reload: () => Promise<unknown>
}

/** Loads the row count and the measures of the filtered rows; nothing while `request` is null. */
export function useSummary(request: Readonly<Ref<FilteredReport | null>>): SummaryQuery {
  const api = useApi()
  const query = useQuery({
    key: () => [
      'summary',
      request.value?.report ?? '',
      JSON.stringify([request.value?.filters, request.value?.where]),
    ],
    query: ({ signal }) => {
      return api.report.summary.query(rowsOf(request.value!), { signal })
    },
    enabled: () => request.value !== null,
    staleTime: 60_000,
  })
  return {
    ...useLatest(query.data),
    summary: query.data,
    rowCount: computed(() => query.data.value?.rowCount),
    error: query.error,
    reload: () => query.refetch(),
  }
}
