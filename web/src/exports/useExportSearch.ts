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
  /** The text that the user typed. */
  text: Ref<string>
  /** Whether something else is about to be found. */
  searching: Readonly<Ref<boolean>>
  /** The latest that was found; null while nothing is searched for. */
  found: Readonly<ShallowRef<FoundExports | null>>
}

const typingPauseMs = 250

/** Searches all of the viewer's exports, on the server: the page has only the latest ones. */
export function useExportSearch(): ExportSearch {
  const api = useApi()
  const text = ref('')
  const searching = ref(false)
  const found = shallowRef<FoundExports | null>(null)

  let latest: ExportHistory | null = null

  async function search(wanted: string) {
    const list = shallowRef<ExportProgress[]>([])
    function add(progress: ExportProgress) {
      const isKnown = list.value.some(({ exportId }) => exportId === progress.exportId)
      if (!isKnown) list.value = [...list.value, progress]
    }
    const history = createExportHistory(api, add, wanted)
    latest = history
    searching.value = true
    await history.load()
    // Until then, what was there stays: an open receipt must not close at every letter.
    if (latest !== history) return
    searching.value = false
    found.value = { list, history }
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
        latest = null
        searching.value = false
        found.value = null
      }
    },
  )

  return { text, searching, found }
}
