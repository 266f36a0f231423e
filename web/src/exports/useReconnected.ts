import { useEventListener } from '@vueuse/core'
import { watch } from 'vue'
import { useExportsStore } from './exportsStore.ts'

/** Calls back when the server can be reached again, after the device or the server was offline. */
export function useReconnected(recover: () => void): void {
  const exports = useExportsStore()
  let wasLost = false
  useEventListener(window, 'online', () => recover())
  watch(
    () => exports.connection,
    (connection) => {
      if (connection === 'live' && wasLost) recover()
      if (connection === 'live' || connection === 'lost') wasLost = connection === 'lost'
    },
  )
}
