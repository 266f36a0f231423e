import type { ReportOutline, SortKey } from '@coatcheck/shared'
import { computed, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import {
  defaultQuestion,
  readQuestion,
  writeQuestion,
  type Filters,
  type ReportQuestion,
} from './reportAddress.ts'

/**
 * Filters, sort and columns live in the address and nowhere else: Back undoes a change, and a
 * link shares the question, not the data.
 */
export function useReportQuestion(description: Readonly<Ref<ReportOutline>>) {
  const route = useRoute()
  const router = useRouter()
  const question = computed(() => readQuestion(description.value, route.query))

  function change(part: Partial<ReportQuestion>) {
    const query = writeQuestion(description.value, { ...question.value, ...part })
    return router.push({ query })
  }

  return {
    question,
    setFilters: (filters: Filters) => change({ filters }),
    clearFilters: () => change({ filters: defaultQuestion(description.value).filters }),
    setColumns: (columns: string[]) => change({ columns }),
    setSort: (sort: SortKey[]) => change({ sort }),
  }
}
