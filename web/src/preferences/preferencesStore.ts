import { defineStore } from 'pinia'
import { ref } from 'vue'
import { themes, type Theme } from './themes.ts'

const themeKey = 'coatcheck.theme'
const chartsKey = 'coatcheck.charts'
const singleKeysKey = 'coatcheck.singleKeys'

/** Display choices of this browser's user, kept in localStorage. */
export const usePreferencesStore = defineStore('preferences', () => {
  const theme = ref<Theme>('system')
  /** Whether the report shows its charts. */
  const charts = ref(true)
  /** Whether single keys are shortcuts. */
  const singleKeys = ref(true)

  function setTheme(chosen: Theme) {
    theme.value = chosen
    if (chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
    localStorage.setItem(themeKey, chosen)
  }

  function setCharts(shown: boolean) {
    charts.value = shown
    localStorage.setItem(chartsKey, String(shown))
  }

  /** Single-key shortcuts get in the way of speech input (WCAG 2.1.4), so they can be turned off. */
  function setSingleKeys(enabled: boolean) {
    singleKeys.value = enabled
    localStorage.setItem(singleKeysKey, String(enabled))
  }

  /** Applies the stored choices. */
  function restore() {
    charts.value = localStorage.getItem(chartsKey) !== 'false'
    singleKeys.value = localStorage.getItem(singleKeysKey) !== 'false'
    setTheme(themes.find((known) => known === localStorage.getItem(themeKey)) ?? 'system')
  }

  return { theme, charts, singleKeys, setTheme, setCharts, setSingleKeys, restore }
})
