import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterEach } from 'vitest'

// Test files share one document and one set of modules, which saves loading Vue and the page for
// each file. So whatever a test mounts and stores is removed after it.
disableAutoUnmount()
enableAutoUnmount(afterEach)

afterEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  const root = document.documentElement
  for (const name of root.getAttributeNames()) root.removeAttribute(name)
})
