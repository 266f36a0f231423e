import type { ExportRequest, Format } from '@coatcheck/shared'
import { ref, shallowRef, type Ref } from 'vue'
import { useExports } from './exportsStore.ts'
import { usePanels } from './trayStore.ts'
import type { ReportQuestion } from '../report/reportAddress.ts'
import { ownTimeZone } from './timeZones.ts'

export interface ExportChoice {
  format: Format
  columns: string[]
  timeZone: string
}

/** Exports what is on screen: the same rows, in the same order, in the same columns. */
export function useExportAction(asked: Readonly<Ref<{ report: string } & ReportQuestion>>) {
  const exports = useExports()
  const panels = usePanels()
  const busy = ref(false)
  const error = shallowRef<unknown>()

  async function start(choice: Partial<ExportChoice> = {}) {
    if (busy.value) return
    busy.value = true
    error.value = undefined
    try {
      const { report, filters, sort, columns } = asked.value
      const request: ExportRequest = {
        report,
        filters,
        sort,
        columns: choice.columns ?? columns,
        format: choice.format ?? 'xlsx',
        timeZone: choice.timeZone ?? ownTimeZone(),
      }
      await exports.start(request)
      panels.tray = true
    } catch (thrown) {
      error.value = thrown
    } finally {
      busy.value = false
    }
  }

  return { busy, error, start, dismiss: () => (error.value = undefined) }
}
