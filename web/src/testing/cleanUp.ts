import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterEach, beforeEach } from 'vitest'
import { channelsOfOneTest } from './channels.ts'
import { closePages } from './pages.ts'

// Test files share one document and one set of modules, which saves loading Vue and the page for
// each file. So whatever a test mounts and stores is removed after it.
disableAutoUnmount()
enableAutoUnmount(afterEach)

afterEach(() => {
  closePages()
  localStorage.clear()
  sessionStorage.clear()
  const root = document.documentElement
  for (const name of root.getAttributeNames()) root.removeAttribute(name)
})

// The pages of one test are the tabs of one browser.
beforeEach(() => {
  globalThis.BroadcastChannel = channelsOfOneTest() as unknown as typeof BroadcastChannel
})
