import { useQuery } from '@pinia/colada'
import type { MaybeRefOrGetter, Ref } from 'vue'
import type { ReportCharts } from '../../api/appRouter.ts'
import { useApi } from '../../api/useApi.ts'
import type { Filters } from '../filters/filterValues.ts'
import { rowsOf, type FilteredReport } from '../reportAddress.ts'
import { useLatest, type Latest } from '../useLatest.ts'

/** The data of a report's charts, with the filters that it was requested with. */
export interface FilteredCharts extends ReportCharts {
  filters: Filters
}

export interface ChartsQuery extends Latest<FilteredCharts> {
  error: Readonly<Ref<unknown>>
  reload: () => Promise<unknown>
}

/** Loads the data of a report's charts while `enabled`. */
export function useCharts(
  request: Readonly<Ref<FilteredReport>>,
  enabled: MaybeRefOrGetter<boolean>,
): ChartsQuery {
  const api = useApi()
  const query = useQuery({
    key: () => [
      'charts',
      request.value.report,
      JSON.stringify([request.value.filters, request.value.where]),
    ],
    query: async ({ signal }): Promise<FilteredCharts> => {
      const { filters } = request.value
      const rows = rowsOf(request.value)
      // Outdated charts keep the days that they were requested for.
      return { filters, ...(await api.report.charts.query(rows, { signal })) }
    },
    enabled,
    staleTime: 60_000,
  })
  return { ...useLatest(query.data), error: query.error, reload: () => query.refetch() }
}
