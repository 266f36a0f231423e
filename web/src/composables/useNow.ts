import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** The time, for what depends on it by the second. */
export function useNow(everyMs = 1000): Readonly<ShallowRef<Date>> {
  const now = shallowRef(new Date())
  const timer = setInterval(() => (now.value = new Date()), everyMs)
  onScopeDispose(() => clearInterval(timer))
  return now
}
