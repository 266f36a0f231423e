import type { ExportProgress } from '@coatcheck/shared'
import { useTimeoutFn } from '@vueuse/core'
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useApi } from '../api/useApi.ts'
import { createExportHistory, type ExportHistory } from './exportHistory.ts'

/** What was found for one text. */
export interface FoundExports {
  list: Readonly<ShallowRef<readonly ExportProgress[]>>
  history: ExportHistory
}

export interface ExportSearch {
  /** What is typed. */
  text: Ref<string>
  /** Null while nothing is searched for. */
  found: Readonly<ShallowRef<FoundExports | null>>
}

const typingPauseMs = 250

/** Searches all of the viewer's exports, on the server: the page has only the latest ones. */
export function useExportSearch(): ExportSearch {
  const api = useApi()
  const text = ref('')
  const found = shallowRef<FoundExports | null>(null)

  function search(wanted: string) {
    const list = shallowRef<ExportProgress[]>([])
    function add(progress: ExportProgress) {
      const isKnown = list.value.some(({ exportId }) => exportId === progress.exportId)
      if (!isKnown) list.value = [...list.value, progress]
    }
    const history = createExportHistory(api, add, wanted)
    found.value = { list, history }
    void history.load()
  }

  const { start, stop } = useTimeoutFn(() => search(text.value.trim()), typingPauseMs, {
    immediate: false,
  })
  watch(
    () => text.value.trim(),
    (wanted) => {
      if (wanted !== '') start()
      else {
        stop()
        found.value = null
      }
    },
  )

  return { text, found }
}
