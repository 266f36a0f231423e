import type { ChartChoice, Period, ReportOutline, SortKey, WhereCondition } from '@coatcheck/shared'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { withRanking } from './charts/rankings.ts'
import type { Filters } from './filters/filterValues.ts'
import {
  defaultQuery,
  formatAddress,
  parseAddress,
  type ParsedReportQuery,
  type ReportQuery,
} from './reportAddress.ts'
import { useLinkValues } from './useLinkValues.ts'

/** What may change together with the filters. */
interface WithFilters {
  /** Of the filters' days; by default the current one, unless the days differ. */
  period?: Period | null | undefined
  where?: WhereCondition[]
}

/** The query in the address of a report page. Each setter adds an entry to the browser's history. */
export interface AddressedQuery {
  query: ComputedRef<ParsedReportQuery>
  setFilters: (filters: Filters, others?: WithFilters) => Promise<unknown>
  setWhere: (where: WhereCondition[]) => Promise<unknown>
  clearFilters: () => Promise<unknown>
  setColumns: (columns: string[]) => Promise<unknown>
  setSort: (sort: SortKey[]) => Promise<unknown>
  setRanking: (choice: ChartChoice) => Promise<unknown>
  /** Leaves out filters that the server refuses as invalid, by their ids, and notes them as issues. */
  refuse: (fields: readonly string[]) => void
  /** Leaves the ignored parts out of the address. */
  forgetIssues: () => Promise<unknown>
}

/**
 * Filters, sort order and columns are kept in the address only: Back undoes a change, and a link
 * shares the view without sharing the data.
 */
export function useReportQuery(description: Readonly<Ref<ReportOutline>>): AddressedQuery {
  const route = useRoute()
  const router = useRouter()
  const parsed = computed(() => parseAddress(description.value, route.query))
  const { checked: query, choose, refuse } = useLinkValues(description, parsed)

  function change(part: Partial<ReportQuery>) {
    return router.push({ query: formatAddress(description.value, { ...query.value, ...part }) })
  }

  /** The current period, if these filters have its days. */
  function periodOf({ from, until }: Filters): Period | null {
    const { filters, period } = query.value
    return from === filters.from && until === filters.until ? period : null
  }

  return {
    query,
    setFilters(filters, { period = periodOf(filters), where = query.value.where } = {}) {
      choose(filters)
      return change({ filters, period, where })
    },
    setWhere: (where) => change({ where }),
    clearFilters() {
      const { filters, period, where } = defaultQuery(description.value)
      return change({ filters, period, where })
    },
    setColumns: (columns) => change({ columns }),
    setSort: (sort) => change({ sort }),
    setRanking: (choice) => change({ rankings: withRanking(query.value.rankings ?? [], choice) }),
    refuse,
    forgetIssues: () => router.replace({ query: formatAddress(description.value, query.value) }),
  }
}
