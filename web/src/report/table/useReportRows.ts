import { computed, type Ref } from 'vue'
import { useApi } from '../../api/useApi.ts'
import type { ReportRequest } from '../reportAddress.ts'
import { useRows, type Rows } from './useRows.ts'

/** The rows of a report. All columns are loaded, so that showing another one costs nothing. */
export function useReportRows(request: Readonly<Ref<ReportRequest>>): Rows {
  const api = useApi()
  const queryKey = computed(() => {
    const { report, filters, sort } = request.value
    return JSON.stringify({ report, filters, sort })
  })
  return useRows({
    queryKey,
    fetchPage: (offset, limit, signal) => {
      const { report, filters, sort } = request.value
      return api.report.page.query({ report, filters, sort, offset, limit }, { signal })
    },
  })
}
