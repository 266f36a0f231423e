import type { Period, ReportOutline } from '@coatcheck/shared'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Filters } from './filterValues.ts'
import { filterProblems, type FilterProblem } from './filterProblem.ts'

interface FilterDraftOptions {
  description: Readonly<Ref<ReportOutline>>
  /** The applied filters. */
  filters: Readonly<Ref<Filters>>
  /** The period that their days belong to. */
  period: Readonly<Ref<Period | null>>
  apply: (filters: Filters, period: Period | null) => void
}

export interface FilterDraft {
  /** The values in the filter fields. */
  draft: Readonly<Ref<Filters>>
  /** The period that the days of the draft belong to; null if they were chosen one by one. */
  period: Readonly<Ref<Period | null>>
  /** The problem of a field, by its id. */
  problems: ComputedRef<Readonly<Record<string, FilterProblem>>>
  /** Changes some fields, and applies the draft if all of it is valid. */
  change: (part: Filters, period?: Period | null) => void
}

/** A draft of the filters. The page keeps its last valid results until the draft is valid. */
export function useFilterDraft(options: FilterDraftOptions): FilterDraft {
  const { description, filters, apply } = options
  const draft = ref<Filters>({})
  const period = ref<Period | null>(null)
  const problems = computed(() => filterProblems(description.value, draft.value))

  watch(
    [filters, options.period],
    () => {
      draft.value = { ...filters.value }
      period.value = options.period.value
    },
    { immediate: true },
  )

  function change(part: Filters, chosen: Period | null = null) {
    draft.value = { ...draft.value, ...part }
    // Days that are chosen one by one do not move with the data.
    if ('from' in part || 'until' in part) period.value = chosen
    if (Object.keys(problems.value).length > 0) return
    const isSame = sameFilters(draft.value, filters.value) && period.value === options.period.value
    if (!isSame) apply(draft.value, period.value)
  }

  return { draft, period, problems, change }
}

function sameFilters(one: Filters, other: Filters): boolean {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...ids].every((id) => String(one[id]) === String(other[id]))
}
