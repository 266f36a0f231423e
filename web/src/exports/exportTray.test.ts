import type { ExportProgress } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Component } from 'vue'
import { storedSession } from '../session/storedSession.ts'
import { progressOf, receipt, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import ExportNews from './ExportNews.vue'
import ExportTray from './ExportTray.vue'

interface Subscriber {
  onStarted: () => void
  onData: (event: { id: string; data: ExportProgress }) => void
  onConnectionStateChange: (change: { state: string; error: Error | null }) => void
}

/** A component that follows a server which tells what the test wants. */
async function following(component: Component) {
  let subscriber: Subscriber
  const list = vi.fn<() => Promise<ExportProgress[]>>(async () => [])
  const mounted = async () => {
    const wrapper = await mountWith(component, {
      api: {
        export: {
          list: { query: list },
          watch: {
            subscribe: (_input: unknown, handlers: Subscriber) => {
              subscriber = handlers
              return { unsubscribe() {} }
            },
          },
        },
      },
    })
    await flushPromises()
    return wrapper
  }
  return {
    list,
    mounted,
    async tell(part: Partial<ExportProgress>) {
      subscriber.onData({ id: '1', data: progressOf(part) })
      await flushPromises()
    },
    async lose() {
      subscriber.onConnectionStateChange({ state: 'connecting', error: new Error('gone') })
      await flushPromises()
    },
    async regain() {
      subscriber.onStarted()
      await flushPromises()
    },
  }
}

beforeEach(() => {
  storedSession.write(signedIn)
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the tray', () => {
  test('says what will be in it while it is empty', async () => {
    const wrapper = await (await following(ExportTray)).mounted()
    expect(wrapper.text()).toContain('Nothing exported yet.')
    expect(wrapper.find('li').exists()).toBe(false)
  })

  test('lists exports, the newest first, and follows them', async () => {
    const { list, mounted, tell } = await following(ExportTray)
    const older = { exportId: 'older', createdAt: '2025-12-31T12:00:00.000Z' }
    list.mockResolvedValue([progressOf({ ...older, state: 'delivered' }), progressOf()])
    const wrapper = await mounted()
    const states = () => wrapper.findAll('li').map((item) => item.attributes('data-state'))
    expect(states()).toEqual(['running', 'delivered'])
    await tell({ state: 'failed', errorCode: 'spool-full' })
    expect(states()).toEqual(['failed', 'delivered'])
    expect(wrapper.get('[data-testid=tray-status]').text()).toContain('no room')
    expect(wrapper.get('ul').attributes()).toMatchObject({
      tabindex: '0',
      'aria-label': 'Exports',
    })
  })

  test('tells days from now, and no more when it is closed', async () => {
    vi.useFakeTimers({ now: new Date('2026-01-01T12:00:00Z') })
    const { list, mounted } = await following(ExportTray)
    list.mockResolvedValue([progressOf({ state: 'delivered' })])
    const wrapper = await mounted()
    const day = () => wrapper.get('[data-testid=tray-details]').text()
    expect(day()).not.toContain('Jan 1, 2026')
    vi.setSystemTime(new Date('2026-01-03T12:00:00Z'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(day()).toContain('Jan 1, 2026')
    const before = vi.getTimerCount()
    wrapper.unmount()
    expect(vi.getTimerCount()).toBe(before - 1)
  })

  test('says while the connection is lost', async () => {
    const { mounted, lose, regain } = await following(ExportTray)
    const wrapper = await mounted()
    expect(wrapper.find('[role=status]').exists()).toBe(false)
    await lose()
    expect(wrapper.get('[role=status]').text()).toContain('No connection to the server.')
    await regain()
    expect(wrapper.find('[role=status]').exists()).toBe(false)
  })

  test('asks again for earlier exports that could not be loaded', async () => {
    const { list, mounted } = await following(ExportTray)
    list.mockRejectedValueOnce(new Error('offline')).mockResolvedValue([progressOf()])
    const wrapper = await mounted()
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    expect(wrapper.findAll('li')).toHaveLength(1)
  })

  test('closes by its button and by Escape, and takes the focus when asked', async () => {
    const wrapper = await (await following(ExportTray)).mounted()
    await wrapper.get('[aria-label="Hide exports"]').trigger('click')
    await wrapper.get('h2').trigger('keydown', { key: 'Escape' })
    await wrapper.get('h2').trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('close')).toHaveLength(2)
    ;(wrapper.vm as unknown as { focus: () => void }).focus()
    expect(document.activeElement).toBe(wrapper.get('h2').element)
  })
})

describe('the news for screen readers', () => {
  test('tell what becomes of an export of this tab, and why it failed', async () => {
    sessionStorage.setItem('coatcheck.receipts', JSON.stringify([receipt]))
    const { mounted, tell } = await following(ExportNews)
    const wrapper = await mounted()
    expect(wrapper.attributes('role')).toBe('status')
    await tell({ state: 'waiting' })
    expect(wrapper.text()).toBe('')
    await tell({ state: 'running' })
    expect(wrapper.text()).toBe('flights.xlsx is being prepared.')
    await tell({ state: 'failed', errorCode: 'cancelled' })
    expect(wrapper.text()).toBe('flights.xlsx failed. It was cancelled.')
  })

  test.each([
    ['ready', 'flights.xlsx is ready.'],
    ['delivered', 'flights.xlsx is downloaded.'],
    ['cancelled', 'flights.xlsx was cancelled.'],
    ['expired', 'flights.xlsx was not fetched in time.'],
  ] as const)('tell in a sentence that it is %s', async (state, sentence) => {
    sessionStorage.setItem('coatcheck.receipts', JSON.stringify([receipt]))
    const { mounted, tell } = await following(ExportNews)
    const wrapper = await mounted()
    await tell({ state: 'running' })
    await tell({ state, errorCode: state === 'cancelled' ? 'cancelled' : null })
    expect(wrapper.text()).toBe(sentence)
  })

  test('do not tell of the exports of another tab', async () => {
    const { mounted, tell } = await following(ExportNews)
    const wrapper = await mounted()
    await tell({ state: 'running' })
    await tell({ state: 'ready' })
    expect(wrapper.text()).toBe('')
  })
})
