import { computed, type ComputedRef } from 'vue'
import { usePreferences } from '../preferences/preferencesStore.ts'
import { createFormats, type Formats } from './formats.ts'

/** Numbers, days and times the way the reader writes them. */
export function useFormats(): ComputedRef<Formats> {
  const preferences = usePreferences()
  return computed(() => createFormats(preferences.locale, preferences.texts))
}
