import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { failureOf } from './exportStatus.ts'
import { useExportsStore } from './exportsStore.ts'

const storageKey = 'coatcheck.tray'

/** Whether the tray of exports is open. It stays open over a reload, as exports go on too. */
export const useTrayStore = defineStore('tray', () => {
  const exports = useExportsStore()
  const isOpen = ref(sessionStorage.getItem(storageKey) === 'open')

  watch(isOpen, (open) => sessionStorage.setItem(storageKey, open ? 'open' : 'closed'))
  // The browser does not say why a download failed.
  watch(
    () => exports.news,
    (news) => {
      if (news && (failureOf(news) || news.state === 'expired')) isOpen.value = true
    },
  )

  // The browser would not save the file without a click.
  watch(
    () => exports.blockedIds,
    (ids, before) => {
      if (ids.some((exportId) => !before.includes(exportId))) isOpen.value = true
    },
  )

  return { isOpen }
})
