import { useTimeoutFn } from '@vueuse/core'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface ItemAction {
  /** Whether an action runs. */
  busy: Readonly<Ref<boolean>>
  /** Whether a download was started a moment ago. */
  justDownloaded: Readonly<Ref<boolean>>
  /** Why the last action failed; undefined if it did not. */
  error: Readonly<ShallowRef<unknown>>
  /** Runs an action, unless another one runs. */
  attempt: (action: () => Promise<unknown>) => Promise<void>
  /** Runs an action that starts a download, unless one was started a moment ago. */
  attemptDownload: (action: () => Promise<unknown>) => Promise<void>
}

/** Longer than the clicks of a double click are apart. */
const pauseMs = 1000

/** The actions of one export in the tray: one at a time, and a double click counts once. */
export function useItemAction(): ItemAction {
  const busy = ref(false)
  const error = shallowRef<unknown>()
  const { isPending: justDownloaded, start: startPause } = useTimeoutFn(() => {}, pauseMs, {
    immediate: false,
  })

  async function attempt(action: () => Promise<unknown>) {
    if (busy.value) return
    busy.value = true
    error.value = undefined
    try {
      await action()
    } catch (thrown) {
      error.value = thrown
    } finally {
      busy.value = false
    }
  }

  async function attemptDownload(action: () => Promise<unknown>) {
    if (justDownloaded.value) return
    await attempt(async () => {
      await action()
      startPause()
    })
  }

  return { busy, justDownloaded, error, attempt, attemptDownload }
}
