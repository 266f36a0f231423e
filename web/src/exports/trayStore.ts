import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { useExports } from './exportsStore.ts'

const trayKey = 'coatcheck.tray'

/** What is open on top of the page. The tray stays open over a reload: an export goes on too. */
export const usePanels = defineStore('panels', () => {
  const exports = useExports()
  const tray = ref(sessionStorage.getItem(trayKey) === 'open')
  const shortcuts = ref(false)

  watch(tray, (open) => sessionStorage.setItem(trayKey, open ? 'open' : 'closed'))
  // Bad news must be seen: a download that fails says nothing by itself.
  watch(
    () => exports.news,
    (news) => {
      if (news?.state === 'failed' || news?.state === 'expired') tray.value = true
    },
  )

  return { tray, shortcuts }
})
