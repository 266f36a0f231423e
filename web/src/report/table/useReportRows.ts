import { computed, type Ref } from 'vue'
import { useApi } from '../../api/useApi.ts'
import { rowsOf, type ReportRequest } from '../reportAddress.ts'
import { useRows, type Rows } from './useRows.ts'

/** The rows of a report. All columns are loaded, so that showing another one costs nothing. */
export function useReportRows(request: Readonly<Ref<ReportRequest>>): Rows {
  const api = useApi()
  const queryKey = computed(() => {
    const { report, filters, where, sort } = request.value
    return JSON.stringify({ report, filters, where, sort })
  })
  return useRows({
    queryKey,
    fetchPage: (offset, limit, signal) => {
      const { sort } = request.value
      const page = { ...rowsOf(request.value), sort, offset, limit }
      return api.report.page.query(page, { signal })
    },
  })
}
