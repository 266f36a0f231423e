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

/** A component with a server that sends what the test wants. */
async function following(component: Component) {
  let subscriber: Subscriber
  const list = vi.fn<(query?: unknown) => Promise<ExportProgress[]>>(async () => [])
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
    async send(part: Partial<ExportProgress>) {
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
  test('says what will appear in it while it is empty', async () => {
    const wrapper = await (await following(ExportTray)).mounted()
    expect(wrapper.text()).toContain('No exports yet')
    expect(wrapper.find('li').exists()).toBe(false)
  })

  test('lists exports, the newest first, and updates them', async () => {
    const { list, mounted, send } = await following(ExportTray)
    const older = { exportId: 'older', createdAt: '2025-12-31T12:00:00.000Z' }
    list.mockResolvedValue([progressOf({ ...older, state: 'delivered' }), progressOf()])
    const wrapper = await mounted()
    const states = () => wrapper.findAll('li').map((item) => item.attributes('data-state'))
    expect(states()).toEqual(['running', 'delivered'])
    await send({ state: 'failed', errorCode: 'spool-full' })
    expect(states()).toEqual(['failed', 'delivered'])
    expect(wrapper.get('[data-testid=tray-status]').text()).toContain('Storage is full')
    expect(wrapper.get('[data-testid=tray-list]').attributes()).toMatchObject({
      tabindex: '0',
      'aria-label': 'Exports',
    })
  })

  test('updates its dates with the clock, until it is closed', async () => {
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

  test('says that the connection is lost until it is restored', async () => {
    const { mounted, lose, regain } = await following(ExportTray)
    const wrapper = await mounted()
    expect(wrapper.text()).not.toContain('Can’t reach the server.')
    await lose()
    expect(wrapper.get('[role=status]').text()).toContain('Can’t reach the server.')
    await regain()
    expect(wrapper.text()).not.toContain('Can’t reach the server.')
  })

  test('loads recent exports again after a failure', async () => {
    const { list, mounted } = await following(ExportTray)
    list.mockRejectedValueOnce(new Error('offline')).mockResolvedValue([progressOf()])
    const wrapper = await mounted()
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    expect(wrapper.findAll('li')).toHaveLength(1)
  })

  test('closes by its button and by Escape, and can be focused', async () => {
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
  test('announce the changes of an export of this tab, and why it failed', async () => {
    sessionStorage.setItem('coatcheck.receipts', JSON.stringify([receipt]))
    const { mounted, send } = await following(ExportNews)
    const wrapper = await mounted()
    expect(wrapper.attributes('role')).toBe('status')
    await send({ state: 'waiting' })
    expect(wrapper.text()).toBe('')
    await send({ state: 'queued' })
    expect(wrapper.text()).toBe('flights.xlsx is in line.')
    await send({ state: 'running' })
    expect(wrapper.text()).toBe('Preparing flights.xlsx.')
    await send({ state: 'waiting', errorCode: 'cancelled' })
    expect(wrapper.text()).toBe('flights.xlsx failed. Cancelled.')
    await send({ state: 'running' })
    await send({ state: 'failed', errorCode: 'cancelled' })
    expect(wrapper.text()).toBe('flights.xlsx failed. Cancelled.')
  })

  test.each([
    ['ready', 'flights.xlsx is ready.'],
    ['delivered', 'flights.xlsx has been downloaded.'],
    ['cancelled', 'flights.xlsx was cancelled.'],
    ['expired', 'flights.xlsx is no longer available.'],
  ] as const)('announce in a sentence that it is %s', async (state, sentence) => {
    sessionStorage.setItem('coatcheck.receipts', JSON.stringify([receipt]))
    const { mounted, send } = await following(ExportNews)
    const wrapper = await mounted()
    await send({ state: 'running' })
    await send({ state, errorCode: state === 'cancelled' ? 'cancelled' : null })
    expect(wrapper.text()).toBe(sentence)
  })

  test('do not announce the exports of another tab', async () => {
    const { mounted, send } = await following(ExportNews)
    const wrapper = await mounted()
    await send({ state: 'running' })
    await send({ state: 'ready' })
    expect(wrapper.text()).toBe('')
  })
})
