import { useQuery } from '@pinia/colada'
import { computed, type Ref } from 'vue'
import { useApi } from '../../api/useApi.ts'
import type { Filters } from '../reportAddress.ts'
import { useLatest } from '../useLatest.ts'

export interface ReportFilters {
  report: string
  filters: Filters
}

/** The count and the figures of the filtered rows; of none while the question is null. */
export function useSummary(asked: Readonly<Ref<ReportFilters | null>>) {
  const api = useApi()
  const query = useQuery({
    key: () => ['summary', asked.value?.report ?? '', JSON.stringify(asked.value?.filters ?? null)],
    query: ({ signal }) => {
      const { report, filters } = asked.value!
      return api.report.summary.query({ report, filters }, { signal })
    },
    enabled: () => asked.value !== null,
    staleTime: 60_000,
  })
  return {
    summary: query.data,
    ...useLatest(query.data),
    error: query.error,
    /** The count of exactly these filters; undefined until it has arrived. */
    rowCount: computed(() => query.data.value?.rowCount),
    reload: () => query.refetch(),
  }
}
