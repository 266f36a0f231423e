import { useQuery } from '@pinia/colada'
import type { MaybeRefOrGetter, Ref } from 'vue'
import { useApi } from '../../api/useApi.ts'
import { useLatest } from '../useLatest.ts'
import type { ReportFilters } from '../summary/useSummary.ts'

/** The bars of a report's charts, with the filters that they are of. */
export type ChartsAnswer = { filters: ReportFilters['filters'] } & Awaited<
  ReturnType<ReturnType<typeof useApi>['report']['charts']['query']>
>

/** The bars of a report's charts for its filters. */
export function useCharts(asked: Readonly<Ref<ReportFilters>>, enabled: MaybeRefOrGetter<boolean>) {
  const api = useApi()
  const query = useQuery({
    key: () => ['charts', asked.value.report, JSON.stringify(asked.value.filters)],
    query: async ({ signal }): Promise<ChartsAnswer> => {
      const { report, filters } = asked.value
      // The question stays with its answer: bars of the former filters keep their days.
      return { filters, ...(await api.report.charts.query({ report, filters }, { signal })) }
    },
    enabled,
    staleTime: 60_000,
  })
  return { ...useLatest(query.data), error: query.error, reload: () => query.refetch() }
}
