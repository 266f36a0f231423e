import { useMediaQuery } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { themes, type Theme } from './themes.ts'

const themeKey = 'coatcheck.theme'
const chartsKey = 'coatcheck.charts'
const singleKeysKey = 'coatcheck.singleKeys'

/** Where charts leave room for ten rows of the table. */
const roomForCharts = '(min-width: 640px) and (min-height: 900px)'

/** Display choices of this browser's user, kept in localStorage. */
export const usePreferencesStore = defineStore('preferences', () => {
  const theme = ref<Theme>('system')
  const matchesRoom = useMediaQuery(roomForCharts)
  const isPrinting = useMediaQuery('print')
  const hasRoom = ref(matchesRoom.value)
  // Paper has other sizes: what is printed is what the screen shows.
  watch(matchesRoom, (matches) => {
    if (!isPrinting.value) hasRoom.value = matches
  })
  const chosenCharts = ref<boolean | null>(null)
  /** Whether the report shows its charts: as chosen, or else where there is room for them. */
  const charts = computed(() => chosenCharts.value ?? hasRoom.value)
  /** Whether single keys are shortcuts. */
  const singleKeys = ref(true)

  function setTheme(chosen: Theme) {
    theme.value = chosen
    if (chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
    localStorage.setItem(themeKey, chosen)
  }

  function setCharts(shown: boolean) {
    chosenCharts.value = shown
    localStorage.setItem(chartsKey, String(shown))
  }

  /** Single-key shortcuts get in the way of speech input (WCAG 2.1.4), so they can be turned off. */
  function setSingleKeys(enabled: boolean) {
    singleKeys.value = enabled
    localStorage.setItem(singleKeysKey, String(enabled))
  }

  /** Applies the stored choices. */
  function restore() {
    const kept = localStorage.getItem(chartsKey)
    chosenCharts.value = kept === 'true' || kept === 'false' ? kept === 'true' : null
    singleKeys.value = localStorage.getItem(singleKeysKey) !== 'false'
    setTheme(themes.find((known) => known === localStorage.getItem(themeKey)) ?? 'system')
  }

  return { theme, charts, singleKeys, setTheme, setCharts, setSingleKeys, restore }
})
