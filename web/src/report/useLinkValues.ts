import type { ReportOutline } from '@coatcheck/shared'
import { computed, shallowReactive, shallowRef, type ComputedRef, type Ref } from 'vue'
import { useOptions } from './filters/useOptions.ts'
import { checkedQuery } from './checkedQuery.ts'
import type { Filters } from './filters/filterValues.ts'
import type { ParsedReportQuery } from './reportAddress.ts'

export interface LinkValues {
  /** The query without the values that its report does not have. */
  checked: ComputedRef<ParsedReportQuery>
  /** Notes filters that are chosen on the page: their new values come from its rows. */
  choose: (filters: Filters) => void
  /** Leaves filters out that the server refuses as invalid. */
  refuse: (fields: readonly string[]) => void
}

/** Checks the values that a link filters by against those that the viewer's rows have. */
export function useLinkValues(
  description: Readonly<Ref<ReportOutline>>,
  parsed: ComputedRef<ParsedReportQuery>,
): LinkValues {
  const refused = shallowRef<ReadonlyMap<string, string>>(new Map())
  const chosen = shallowReactive(new Set<string>())
  const linkedIn = (field: string): string[] => {
    const values = parsed.value.filters[field]
    return Array.isArray(values) ? values.filter((value) => !chosen.has(keyOf(field, value))) : []
  }
  const fields = description.value.fields
    .filter(({ kind }) => kind === 'values')
    .map(({ id }) => {
      const isLinked = () => linkedIn(id).length > 0
      return { id, options: useOptions(description.value.id, id, isLinked).options }
    })

  const missing = computed(() =>
    fields.flatMap(({ id, options }) => {
      const linked = linkedIn(id)
      if (!options.value || linked.length === 0) return []
      const known = new Set(options.value.options.map(({ value }) => value))
      const unknown = linked.filter((value) => !known.has(value))
      return unknown.length > 0 ? [{ field: id, values: unknown }] : []
    }),
  )

  const checked = computed(() =>
    checkedQuery(parsed.value, description.value, {
      refused: refused.value,
      missing: missing.value,
    }),
  )

  return {
    checked,
    choose(filters) {
      for (const [field, values] of Object.entries(filters)) {
        const current = parsed.value.filters[field]
        if (!Array.isArray(values)) continue
        for (const value of values) {
          if (!Array.isArray(current) || !current.includes(value)) chosen.add(keyOf(field, value))
        }
      }
    },
    refuse(fields) {
      const { filters } = parsed.value
      const entries = fields.map((field) => [field, String(filters[field])] as const)
      refused.value = new Map([...refused.value, ...entries])
    },
  }
}

function keyOf(field: string, value: string): string {
  return JSON.stringify([field, value])
}
