import { computed, shallowRef, watch, type Ref } from 'vue'

/** Shows an answer until there is a newer one, and says when it no longer fits the question. */
export function useLatest<Answer>(data: Readonly<Ref<Answer | undefined>>) {
  const latest = shallowRef(data.value)
  watch(data, (answer) => {
    if (answer !== undefined) latest.value = answer
  })
  return {
    /** The last answer that arrived. */
    latest,
    /** It answers a former question. */
    outdated: computed(() => data.value === undefined && latest.value !== undefined),
  }
}
