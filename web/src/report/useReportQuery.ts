import type { ReportOutline, SortKey } from '@coatcheck/shared'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import {
  defaultQuery,
  formatAddress,
  parseAddress,
  type Filters,
  type ParsedReportQuery,
  type ReportQuery,
} from './reportAddress.ts'

/** The query in the address of a report page. Each setter adds an entry to the browser's history. */
export interface AddressedQuery {
  query: ComputedRef<ParsedReportQuery>
  setFilters: (filters: Filters) => Promise<unknown>
  clearFilters: () => Promise<unknown>
  setColumns: (columns: string[]) => Promise<unknown>
  setSort: (sort: SortKey[]) => Promise<unknown>
}

/**
 * Filters, sort order and columns are kept in the address only: Back undoes a change, and a link
 * shares the view without sharing the data.
 */
export function useReportQuery(description: Readonly<Ref<ReportOutline>>): AddressedQuery {
  const route = useRoute()
  const router = useRouter()
  const query = computed(() => parseAddress(description.value, route.query))

  function change(part: Partial<ReportQuery>) {
    return router.push({ query: formatAddress(description.value, { ...query.value, ...part }) })
  }

  return {
    query,
    setFilters: (filters) => change({ filters }),
    clearFilters: () => change({ filters: defaultQuery(description.value).filters }),
    setColumns: (columns) => change({ columns }),
    setSort: (sort) => change({ sort }),
  }
}
