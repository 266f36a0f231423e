import { useEventListener } from '@vueuse/core'
import { usePreferencesStore } from './preferencesStore.ts'

/** Runs the action of a pressed key, unless someone is typing or a dialog is open. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const preferences = usePreferencesStore()

  useEventListener(window, 'keydown', (event) => {
    const action = actions[event.key]
    if (!action || event.defaultPrevented || !preferences.singleKeys) return
    if (event.ctrlKey || event.metaKey || event.altKey || takesKeys(event.target)) return
    event.preventDefault()
    action()
  })
}

/** Whether keys pressed here are input for a field or a panel. */
function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable], [role=dialog], [role=menu]') !==
      null
  )
}
