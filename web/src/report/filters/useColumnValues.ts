import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import type { ColumnValues } from '../../api/appRouter.ts'
import { useApi } from '../../api/useApi.ts'
import { rowsOf, type FilteredReport } from '../reportAddress.ts'

export interface ColumnValuesQuery {
  /** Undefined until they have arrived. */
  values: Readonly<Ref<ColumnValues | undefined>>
  error: Readonly<Ref<unknown>>
  reload: () => Promise<unknown>
}

interface ValuesQuestion extends FilteredReport {
  column: string
  /** Empty for the most frequent values. */
  search: string
}

/** Loads the most frequent values of a column in the filtered rows. */
export function useColumnValues(question: MaybeRefOrGetter<ValuesQuestion>): ColumnValuesQuery {
  const api = useApi()
  const query = useQuery({
    key: () => ['values', JSON.stringify(toValue(question))],
    query: ({ signal }) => {
      const { column, search, ...rows } = toValue(question)
      const request = { ...rowsOf(rows), column, ...(search !== '' && { search }) }
      return api.report.values.query(request, { signal })
    },
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
  return { values: query.data, error: query.error, reload: () => query.refetch() }
}
