import { computed, type Ref } from 'vue'
import { useApi } from '../../api/useApi.ts'
import type { ReportQuestion } from '../reportAddress.ts'
import { useRows } from './useRows.ts'

/** The rows of a report's question, in its order. All columns come along: showing one is free. */
export function useReportRows(asked: Readonly<Ref<{ report: string } & ReportQuestion>>) {
  const api = useApi()
  const question = computed(() => {
    const { report, filters, sort } = asked.value
    return JSON.stringify({ report, filters, sort })
  })
  return useRows({
    question,
    fetchPage: (offset, limit, signal) => {
      const { report, filters, sort } = asked.value
      return api.report.page.query({ report, filters, sort, offset, limit }, { signal })
    },
  })
}
