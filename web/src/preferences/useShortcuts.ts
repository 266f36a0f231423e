import { onScopeDispose } from 'vue'
import { usePreferences } from './preferencesStore.ts'

/** Calls what belongs to a key, unless someone is typing or a dialog is open. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const preferences = usePreferences()

  function onKeydown(event: KeyboardEvent) {
    const action = actions[event.key]
    if (!action || event.defaultPrevented || !preferences.singleKeys) return
    if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return
    event.preventDefault()
    action()
  }

  window.addEventListener('keydown', onKeydown)
  onScopeDispose(() => window.removeEventListener('keydown', onKeydown))
}

/** A key that is typed into a field, or pressed within a panel, is not for the page. */
function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable], [role=dialog], [role=menu]') !==
      null
  )
}
