import type { ReportOutline } from '@coatcheck/shared'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useReconnected } from '../exports/useReconnected.ts'
import { usePreferencesStore } from '../preferences/preferencesStore.ts'
import { useCharts, type ChartsQuery } from './charts/useCharts.ts'
import type { ReportQuery, ReportRequest } from './reportAddress.ts'
import { previousPeriod } from './summary/previousPeriod.ts'
import { useSummary, type SummaryQuery } from './summary/useSummary.ts'
import { useReportRows } from './table/useReportRows.ts'
import type { Rows } from './table/useRows.ts'

export type ReportPart = 'count' | 'charts' | 'rows'

/** Everything that could not be loaded, as one failure: it usually has one cause. */
export interface ReportFailure {
  parts: ReportPart[]
  /** The error of the first part. */
  error: unknown
  /** Whether results of an earlier query are still shown. */
  outdated: boolean
}

interface ReportDataOptions {
  description: Readonly<Ref<ReportOutline>>
  query: Readonly<Ref<ReportQuery>>
}

export interface ReportData {
  /** What was requested: the report and its query. */
  request: ComputedRef<ReportRequest>
  summary: SummaryQuery
  /** The summary of the previous period. */
  previous: SummaryQuery
  charts: ChartsQuery
  rows: Rows
  /** What could not be loaded; undefined if nothing failed. */
  failure: ComputedRef<ReportFailure | undefined>
  retrying: Readonly<Ref<boolean>>
  /** Loads the failed parts again, and no others. */
  retry: () => Promise<void>
}

/** Loads everything that a report page shows: summary, charts and rows. */
export function useReportData({ description, query }: ReportDataOptions): ReportData {
  const preferences = usePreferencesStore()
  const request = computed(() => ({ report: description.value.id, ...query.value }))
  // First: the server runs a few queries of one viewer at a time, and rows are the quickest.
  const rows = useReportRows(request)
  const summary = useSummary(request)
  const previous = useSummary(
    computed(() => {
      const filters = previousPeriod(query.value.filters, description.value.range)
      return filters && { report: description.value.id, filters, where: query.value.where }
    }),
  )
  const charts = useCharts(description, request, () => preferences.charts)
  const retrying = ref(false)

  const failure = computed((): ReportFailure | undefined => {
    const errors: [ReportPart, unknown][] = [
      ['count', summary.error.value],
      ['charts', preferences.charts ? charts.error.value : null],
      ['rows', rows.error.value],
    ]
    const failed = errors.filter(([, error]) => error !== null && error !== undefined)
    if (!failed[0]) return undefined
    return {
      parts: failed.map(([part]) => part),
      error: failed[0][1],
      outdated:
        summary.outdated.value ||
        (preferences.charts && charts.outdated.value) ||
        (rows.outdated.value && !rows.isEmpty()),
    }
  })

  async function retry() {
    if (!failure.value || retrying.value) return
    const load = { count: summary.reload, charts: charts.reload, rows: rows.retry }
    retrying.value = true
    await Promise.allSettled(failure.value.parts.map((part) => load[part]()))
    retrying.value = false
  }

  // Other parts are queries, which recover by themselves.
  useReconnected(() => {
    if (rows.error.value !== undefined) void rows.retry()
  })

  return { request, summary, previous, charts, rows, failure, retrying, retry }
}
