import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'

export interface Latest<Data> {
  /** The data that arrived last; undefined until there is any. */
  latest: Readonly<ShallowRef<Data | undefined>>
  /** Whether it belongs to an earlier request, because the current one has not been answered. */
  outdated: ComputedRef<boolean>
}

/** Keeps the data of a query until newer data arrives. */
export function useLatest<Data>(data: Readonly<Ref<Data | undefined>>): Latest<Data> {
  const latest = shallowRef(data.value)
  watch(data, (arrived) => {
    if (arrived !== undefined) latest.value = arrived
  })
  return {
    latest,
    outdated: computed(() => data.value === undefined && latest.value !== undefined),
  }
}
