import { onScopeDispose } from 'vue'

export interface Debounced<Value> {
  later: (value: Value) => void
  now: (value: Value) => void
}

/** Calls `action` once the calls to `later` have paused, or at once by `now`. */
export function useDebounced<Value>(
  action: (value: Value) => void,
  pauseMs: number,
): Debounced<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined

  onScopeDispose(() => clearTimeout(timer))

  return {
    later: (value) => {
      clearTimeout(timer)
      timer = setTimeout(() => action(value), pauseMs)
    },
    now: (value) => {
      clearTimeout(timer)
      action(value)
    },
  }
}
