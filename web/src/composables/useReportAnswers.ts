import type { ReportOutline } from '@coatcheck/shared'
import { computed, ref, type Ref } from 'vue'
import { usePreferences } from '../stores/preferences.ts'
import { previousPeriod } from './previousPeriod.ts'
import type { ReportQuestion } from './reportAddress.ts'
import { useCharts } from './useCharts.ts'
import { useReportRows } from './useReportRows.ts'
import { useSummary } from './useSummary.ts'

export type ReportPart = 'count' | 'charts' | 'rows'

/** What could not be loaded, as one thing: it has one cause as a rule, and one way out. */
export interface ReportFailure {
  parts: ReportPart[]
  /** Of the first part. */
  error: unknown
  /** Something on view still answers the former question. */
  outdated: boolean
}

interface Answering {
  description: Readonly<Ref<ReportOutline>>
  question: Readonly<Ref<ReportQuestion>>
}

/** All that a report's question is answered with: figures, charts and rows. */
export function useReportAnswers({ description, question }: Answering) {
  const preferences = usePreferences()
  const asked = computed(() => ({ report: description.value.id, ...question.value }))
  // First: the server runs a few queries of one viewer at a time, and rows are the quickest.
  const rows = useReportRows(asked)
  const summary = useSummary(asked)
  const before = useSummary(
    computed(() => {
      const filters = previousPeriod(question.value.filters, description.value.range)
      return filters && { report: description.value.id, filters }
    }),
  )
  const charts = useCharts(asked, () => preferences.charts)
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

  /** Asks again for what failed, and only for that. */
  async function retry() {
    if (!failure.value || retrying.value) return
    const ask = { count: summary.reload, charts: charts.reload, rows: rows.retry }
    retrying.value = true
    await Promise.allSettled(failure.value.parts.map((part) => ask[part]()))
    retrying.value = false
  }

  return { asked, summary, before, charts, rows, failure, retrying, retry }
}
