import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../api/useApi.ts'

/** The values that a filter field offers. They change rarely: five minutes are fresh enough. */
export function useOptions(
  report: MaybeRefOrGetter<string>,
  field: MaybeRefOrGetter<string>,
  enabled: MaybeRefOrGetter<boolean>,
) {
  const api = useApi()
  const query = useQuery({
    key: () => ['options', toValue(report), toValue(field)],
    query: ({ signal }) => {
      const asked = { report: toValue(report), field: toValue(field) }
      return api.report.options.query(asked, { signal })
    },
    enabled,
    staleTime: 5 * 60_000,
  })
  return { options: query.data, error: query.error, reload: () => query.refetch() }
}
