import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import type { FilterOptions } from '../../api/appRouter.ts'
import { useApi } from '../../api/useApi.ts'

export interface OptionsQuery {
  /** Undefined until they have arrived. */
  options: Readonly<Ref<FilterOptions | undefined>>
  error: Readonly<Ref<unknown>>
  reload: () => Promise<unknown>
}

/** Loads the values that a filter field offers. They change rarely: five minutes count as fresh. */
export function useOptions(
  report: MaybeRefOrGetter<string>,
  field: MaybeRefOrGetter<string>,
  enabled: MaybeRefOrGetter<boolean> = true,
): OptionsQuery {
  const api = useApi()
  const query = useQuery({
    key: () => ['options', toValue(report), toValue(field)],
    query: ({ signal }) => {
      const request = { report: toValue(report), field: toValue(field) }
      return api.report.options.query(request, { signal })
    },
    enabled,
    staleTime: 5 * 60_000,
  })
  return { options: query.data, error: query.error, reload: () => query.refetch() }
}
