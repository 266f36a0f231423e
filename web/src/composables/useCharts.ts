import { useQuery } from '@pinia/colada'
import type { MaybeRefOrGetter, Ref } from 'vue'
import { useApi } from '../api/useApi.ts'
import type { ReportFilters } from './useSummary.ts'

/** The bars of a report's charts for its filters. */
export function useCharts(asked: Readonly<Ref<ReportFilters>>, enabled: MaybeRefOrGetter<boolean>) {
  const api = useApi()
  return useQuery({
    key: () => ['charts', asked.value.report, JSON.stringify(asked.value.filters)],
    query: async ({ signal }) => {
      const { report, filters } = asked.value
      // The question stays with its answer: bars of the former filters keep their days.
      return { filters, ...(await api.report.charts.query({ report, filters }, { signal })) }
    },
    enabled,
    staleTime: 60_000,
    placeholderData: (former: ChartsAnswer | undefined) => former,
  })
}

type ChartsAnswer = { filters: ReportFilters['filters'] } & Awaited<
  ReturnType<ReturnType<typeof useApi>['report']['charts']['query']>
>
