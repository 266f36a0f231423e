import { useEventListener } from '@vueuse/core'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { titleNotice } from '../components/useDocumentTitle.ts'

interface Notices {
  /** Whether the browser would ask the user for permission. */
  mayAsk: ComputedRef<boolean>
  ask: () => Promise<void>
}

const permission = ref(typeof Notification === 'undefined' ? 'denied' : Notification.permission)

/** The user may allow notifications of the browser; they are asked only when they choose to. */
export function useNotificationPermission(): Notices {
  return {
    mayAsk: computed(() => permission.value === 'default'),
    async ask() {
      permission.value = await Notification.requestPermission()
    },
  }
}

export interface Notice {
  exportId: string
  sentence: string
}

/** While the tab is hidden: a notice is in its title, and in a notification if the user allows that. */
export function useExportNotices(latest: Readonly<Ref<Notice | null>>): void {
  watch(latest, (notice) => {
    if (!notice || !document.hidden) return
    titleNotice.value = notice.sentence
    if (permission.value !== 'granted') return
    const { exportId, sentence } = notice
    try {
      // One for each export: a later one takes the place of the one before.
      new Notification(sentence, { tag: exportId }).addEventListener('click', () => window.focus())
    } catch {
      // Chromium on Android has the class, and allows it to service workers only.
    }
  })
  useEventListener(document, 'visibilitychange', () => {
    if (!document.hidden) titleNotice.value = ''
  })
}
