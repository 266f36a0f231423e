import { useEventListener } from '@vueuse/core'
import { readonly, ref, type Ref } from 'vue'

/**
 * Whether the server has a newer page than this one. Parts of this one that are loaded when they are
 * used are then gone from the server, and only loading the page again helps.
 */
export function useNewVersion(): Readonly<Ref<boolean>> {
  const isThere = ref(false)
  // Vite's event for a part that could not be loaded, which may also be the fault of the connection.
  useEventListener(window, 'vite:preloadError', () => {
    if (isThere.value) return
    hasOtherPage().then(
      (isOther) => (isThere.value ||= isOther),
      () => undefined,
    )
  })
  return readonly(isThere)
}

/** Each build gives the script of the page another name. */
async function hasOtherPage(): Promise<boolean> {
  const script = document.querySelector('script[type=module]')?.getAttribute('src')
  const response = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } })
  return response.ok && Boolean(script) && !(await response.text()).includes(script!)
}
