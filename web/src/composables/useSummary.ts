import { useQuery } from '@pinia/colada'
import { computed, shallowRef, watch, type Ref } from 'vue'
import { useApi } from '../api/useApi.ts'
import type { Filters } from './reportAddress.ts'

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
  const latest = shallowRef(query.data.value)
  watch(query.data, (data) => {
    if (data) latest.value = data
  })
  return {
    summary: query.data,
    /** The last one that arrived, for showing it until there is a newer one. */
    latest,
    error: query.error,
    /** The count of exactly these filters; undefined until it has arrived. */
    rowCount: computed(() => query.data.value?.rowCount),
    reload: () => query.refetch(),
  }
}
