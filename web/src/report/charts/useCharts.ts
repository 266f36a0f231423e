import { useQuery } from '@pinia/colada'
import type { ChartChoice, ReportOutline } from '@coatcheck/shared'
import { computed, toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import type { ReportCharts } from '../../api/appRouter.ts'
import { useApi } from '../../api/useApi.ts'
import type { Filters } from '../filters/filterValues.ts'
import { rowsOf, type FilteredReport } from '../reportAddress.ts'
import { useLatest } from '../useLatest.ts'

/** The data of some charts, with what it was requested with. */
export interface FilteredCharts extends ReportCharts {
  filters: Filters
  choices: readonly ChartChoice[]
}

/** Some charts of a report. */
export interface ChartGroup {
  /** The data that arrived last. */
  data: FilteredCharts | undefined
  /** The data belongs to an earlier request. */
  outdated: boolean
  /** Loading newer data failed. */
  failed: boolean
}

/** Rankings are loaded by themselves: another choice leaves the other charts alone. */
export interface ChartGroups {
  rankings: ChartGroup
  others: ChartGroup
}

export interface ChartsQuery {
  groups: Readonly<Ref<ChartGroups>>
  outdated: Readonly<Ref<boolean>>
  error: Readonly<Ref<unknown>>
  reload: () => Promise<unknown>
}

export interface ChartsRequest extends FilteredReport {
  rankings?: readonly ChartChoice[] | undefined
}

/** Loads the data of a report's charts while `enabled`. */
export function useCharts(
  description: Readonly<Ref<ReportOutline>>,
  request: Readonly<Ref<ChartsRequest>>,
  enabled: MaybeRefOrGetter<boolean>,
): ChartsQuery {
  const idsOf = (isRanking: boolean) =>
    description.value.charts
      .filter(({ kind }) => (kind === 'ranking') === isRanking)
      .map(({ id }): ChartChoice => ({ id }))
  const others = useChartGroup(request, () => idsOf(false), enabled)
  const rankings = useChartGroup(
    request,
    () =>
      idsOf(true).map(
        (usual) => request.value.rankings?.find(({ id }) => id === usual.id) ?? usual,
      ),
    enabled,
  )
  return {
    groups: computed(() => ({ rankings: rankings.group.value, others: others.group.value })),
    outdated: computed(() => rankings.group.value.outdated || others.group.value.outdated),
    error: computed(() => others.error.value ?? rankings.error.value),
    reload: () => Promise.all([others.reload(), rankings.reload()]),
  }
}

function useChartGroup(
  request: Readonly<Ref<FilteredReport>>,
  choices: () => ChartChoice[],
  enabled: MaybeRefOrGetter<boolean>,
) {
  const api = useApi()
  const query = useQuery({
    key: () => {
      const { report, filters, where } = request.value
      return ['charts', report, JSON.stringify([filters, where, choices()])]
    },
    query: async ({ signal }): Promise<FilteredCharts> => {
      const { filters } = request.value
      const rows = rowsOf(request.value)
      const charts = choices()
      // Outdated charts keep the days and the choices that they were requested for.
      const data = await api.report.charts.query({ ...rows, charts }, { signal })
      return { filters, choices: charts, ...data }
    },
    enabled: () => toValue(enabled) && choices().length > 0,
    staleTime: 60_000,
  })
  const { latest, outdated } = useLatest(query.data)
  return {
    error: query.error,
    reload: async () => (choices().length > 0 ? query.refetch() : undefined),
    group: computed((): ChartGroup => ({
      data: latest.value,
      outdated: outdated.value,
      failed: query.error.value !== null,
    })),
  }
}
