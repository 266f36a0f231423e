import type { PageRequest } from '@coatcheck/shared'
import { computed, type Ref } from 'vue'
import { askedOf } from '../api/askedOf.ts'
import { useApi } from '../api/useApi.ts'
import type { ReportQuestion } from './reportAddress.ts'
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
      const request = askedOf<PageRequest>({ report, filters, sort, offset, limit })
      return api.report.page.query(request, { signal })
    },
  })
}
