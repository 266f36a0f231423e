import type { ExportRequest, ReportOutline } from '@coatcheck/shared'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useRouter, type RouteLocationRaw } from 'vue-router'
import { useApi } from '../api/useApi.ts'
import type { Filters } from '../report/filters/filterValues.ts'
import { defaultQuery, formatAddress } from '../report/reportAddress.ts'

export interface ExportedView {
  /** The address of the page that shows what was exported; null if its report cannot be opened. */
  addressOf: (request: ExportRequest) => RouteLocationRaw | null
  /** Opens the page of an export of which only a shortened request is known. */
  openWhole: (exportId: string) => Promise<void>
  busy: Readonly<Ref<boolean>>
  /** Why it could not be opened; undefined if it could. */
  error: Readonly<ShallowRef<unknown>>
}

/** Leads from an export back to its report, with the same filters, order and columns. */
export function useExportedView(
  description: Readonly<Ref<ReportOutline | undefined>>,
): ExportedView {
  const api = useApi()
  const router = useRouter()
  const busy = ref(false)
  const error = shallowRef<unknown>()

  function addressOf({ report, filters, where = [], sort = [], columns }: ExportRequest) {
    if (!description.value) return null
    const query = formatAddress(description.value, {
      filters: filters as Filters,
      // What was exported, whatever the data has become.
      period: null,
      where,
      sort,
      columns: columns ?? defaultQuery(description.value).columns,
    })
    return { name: 'report', params: { report }, query }
  }

  async function openWhole(exportId: string) {
    busy.value = true
    error.value = undefined
    try {
      const address = addressOf(await api.export.request.query({ exportId }))
      if (address) await router.push(address)
    } catch (thrown) {
      error.value = thrown
    } finally {
      busy.value = false
    }
  }

  return { addressOf, openWhole, busy, error }
}
