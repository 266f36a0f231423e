import { filtersSchemaOf, type ReportOutline } from '@coatcheck/shared'
import { ref, shallowRef, watch, type Ref } from 'vue'
import type { Filters, FilterValue } from '../reportAddress.ts'

interface FilterDraftOptions {
  description: Readonly<Ref<ReportOutline>>
  filters: Readonly<Ref<Filters>>
  apply: (filters: Filters) => void
}

/**
 * What stands in the filter fields. It is applied when it makes sense as a whole; until then the
 * fields that do not are named in `issues`, and the page keeps its last sensible answer.
 */
export function useFilterDraft({ description, filters, apply }: FilterDraftOptions) {
  const draft = ref<Filters>({})
  const issues = shallowRef<Record<string, string>>({})

  watch(
    filters,
    (applied) => {
      draft.value = { ...applied }
      issues.value = {}
    },
    { immediate: true },
  )

  function change(part: Record<string, FilterValue | undefined>) {
    draft.value = { ...draft.value, ...part }
    const parsed = filtersSchemaOf(description.value).safeParse(draft.value)
    if (parsed.success) {
      issues.value = {}
      if (!sameFilters(draft.value, filters.value)) apply(draft.value)
      return
    }
    issues.value = Object.fromEntries(
      parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]),
    )
  }

  return { draft, issues, change }
}

function sameFilters(one: Filters, other: Filters): boolean {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...ids].every((id) => String(one[id]) === String(other[id]))
}
