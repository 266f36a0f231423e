import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, nextTick, shallowRef } from 'vue'
import { useDocumentTitle } from '../components/useDocumentTitle.ts'
import { useExportNotices, useNotificationPermission, type Notice } from './useExportNotices.ts'

const shown: [string, NotificationOptions | undefined][] = []
let answer: NotificationPermission = 'granted'

class FakeNotification extends EventTarget {
  static requestPermission = async () => answer
  constructor(title: string, options?: NotificationOptions) {
    super()
    shown.push([title, options])
  }
}

let hidden = true

beforeEach(() => {
  vi.stubGlobal('Notification', FakeNotification)
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden)
  shown.length = 0
  hidden = true
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const latest = shallowRef<Notice | null>(null)

function mountPage() {
  latest.value = null
  return mount(
    defineComponent({
      setup() {
        useDocumentTitle('Flights')
        useExportNotices(latest)
        return () => null
      },
    }),
  )
}

async function tell(sentence: string) {
  latest.value = { exportId: 'one', sentence }
  await nextTick()
}

test('a hidden tab has the news in its title until it is shown', async () => {
  const page = mountPage()
  await tell('flights.xlsx is ready.')
  expect(document.title).toBe('● flights.xlsx is ready. · Flights · Coatcheck')
  hidden = false
  document.dispatchEvent(new Event('visibilitychange'))
  await nextTick()
  expect(document.title).toBe('Flights · Coatcheck')
  await tell('flights.xlsx has been downloaded.')
  expect(document.title).toBe('Flights · Coatcheck')
  page.unmount()
})

test('there are notifications only once they are allowed, one for each export', async () => {
  const page = mountPage()
  const { ask } = useNotificationPermission()
  await tell('flights.xlsx failed.')
  expect(shown).toEqual([])
  answer = 'denied'
  await ask()
  await tell('flights.xlsx failed. Again.')
  expect(shown).toEqual([])
  answer = 'granted'
  await ask()
  await tell('flights.xlsx is ready.')
  expect(shown).toEqual([['flights.xlsx is ready.', { tag: 'one' }]])
  page.unmount()
})
