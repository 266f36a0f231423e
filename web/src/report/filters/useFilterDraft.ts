import { filtersSchemaOf, type ReportOutline } from '@coatcheck/shared'
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Filters } from '../reportAddress.ts'

interface FilterDraftOptions {
  description: Readonly<Ref<ReportOutline>>
  /** The applied filters. */
  filters: Readonly<Ref<Filters>>
  apply: (filters: Filters) => void
}

export interface FilterDraft {
  /** The values in the filter fields. */
  draft: Readonly<Ref<Filters>>
  /** The error of a field, by its id. */
  issues: Readonly<ShallowRef<Readonly<Record<string, string>>>>
  /** Changes some fields, and applies the draft if all of it is valid. */
  change: (part: Filters) => void
}

/** A draft of the filters. The page keeps its last valid results until the draft is valid. */
export function useFilterDraft({ description, filters, apply }: FilterDraftOptions): FilterDraft {
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

  function change(part: Filters) {
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
