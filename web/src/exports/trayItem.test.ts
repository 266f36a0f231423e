import type { ExportProgress } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { exportId, progressOf, receipt, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import TrayItem from './TrayItem.vue'

const api = {
  export: {
    watch: { subscribe: () => ({ unsubscribe: () => undefined }) },
    list: { query: async () => [] },
    cancel: { mutate: vi.fn(async () => undefined) },
    limits: { query: async () => ({ rowsMax: 5_000_000, queuedMax: 20, prepares: false }) },
    createTicket: { mutate: vi.fn(async () => receipt) },
  },
}

async function item(part: Parameters<typeof progressOf>[0], now = '2026-01-01T12:05:00Z') {
  return mountWith(TrayItem, { api, props: { progress: progressOf(part), now: new Date(now) } })
}

describe('an export in the tray', () => {
  beforeEach(() => {
    sessionStorage.setItem('coatcheck.session', JSON.stringify(signedIn))
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('has a bar with a percentage, and can be cancelled', async () => {
    const wrapper = await item({ rowsWritten: 250 })
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('25')
    await wrapper.get('[aria-label="Cancel flights.xlsx"]').trigger('click')
    expect(api.export.cancel.mutate).toHaveBeenCalledWith({ exportId })
  })

  test('says that it could not be cancelled, until it can be', async () => {
    api.export.cancel.mutate.mockRejectedValueOnce(new Error('offline'))
    const wrapper = await item({})
    await wrapper.get('[aria-label="Cancel flights.xlsx"]').trigger('click')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('Can’t reach the server.')
    await wrapper.get('[aria-label="Cancel flights.xlsx"]').trigger('click')
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })

  const buttonsOf = async (part: Parameters<typeof progressOf>[0]) =>
    (await item(part)).findAll('button').map((button) => button.attributes('aria-label'))

  test('offers only the actions that are possible', async () => {
    sessionStorage.setItem('coatcheck.receipts', JSON.stringify([receipt]))
    const [cancel, again] = ['Cancel flights.xlsx', 'Export again']
    expect(await buttonsOf({ state: 'waiting' })).toEqual(['Download', cancel])
    expect(await buttonsOf({ state: 'waiting', errorCode: 'queue-full' })).toEqual([
      'Download',
      cancel,
    ])
    expect(await buttonsOf({ state: 'queued' })).toEqual([cancel])
    expect(await buttonsOf({ state: 'running' })).toEqual([cancel])
    expect(await buttonsOf({ state: 'ready' })).toEqual([cancel])
    expect(await buttonsOf({ state: 'cancelled' })).toEqual([again])
    expect(await buttonsOf({ state: 'delivered' })).toEqual([again])
  })

  test('of another tab cannot be downloaded by this one', async () => {
    expect(await buttonsOf({ state: 'waiting' })).toEqual(['Cancel flights.xlsx'])
    const keptUntil = '2026-01-01T12:10:00.000Z'
    expect(await buttonsOf({ state: 'delivered', keptUntil })).toEqual([
      'Export again',
      'Delete flights.xlsx',
    ])
  })

  test('that the browser has not requested can be downloaded once more', async () => {
    sessionStorage.setItem('coatcheck.receipts', JSON.stringify([receipt]))
    const wrapper = await item({ state: 'waiting' })
    await wrapper.get('[aria-label=Download]').trigger('click')
    expect(HTMLAnchorElement.prototype.click).toHaveBeenCalledOnce()
  })

  test('has a progress bar while it is in progress', async () => {
    const waiting = await item({ state: 'waiting' })
    const bar = waiting.get('[role=progressbar]')
    expect(bar.attributes('aria-label')).toBe('flights.xlsx')
    expect(bar.attributes('aria-valuenow')).toBeUndefined()
    const done = await item({ state: 'delivered' })
    expect(done.find('[role=progressbar]').exists()).toBe(false)
  })

  test('of this tab can be downloaded again as long as it is kept', async () => {
    sessionStorage.setItem('coatcheck.receipts', JSON.stringify([receipt]))
    const done = { state: 'delivered', keptUntil: '2026-01-01T12:10:00.000Z' } as const
    const kept = await item(done)
    expect(kept.get('[data-testid=tray-details]').text()).toMatch(/Available until \d+:10/)
    await kept.get('[aria-label="Download again"]').trigger('click')
    expect(HTMLAnchorElement.prototype.click).toHaveBeenCalledOnce()
    const dropped = await item(done, '2026-01-01T12:11:00Z')
    expect(dropped.find('[aria-label="Download again"]').exists()).toBe(false)
  })

  test('that was not saved in time is no longer offered, even if the server is silent', async () => {
    const keptUntil = '2026-01-01T12:10:00.000Z'
    const inTime = await item({ state: 'ready', keptUntil }, '2026-01-01T12:10:59Z')
    expect(inTime.attributes('data-state')).toBe('ready')
    const late = await item({ state: 'ready', keptUntil }, '2026-01-01T12:11:00Z')
    expect(late.get('[data-testid=tray-status]').text()).toBe('No longer available')
    expect(late.findAll('button').map((button) => button.attributes('aria-label'))).toEqual([
      'Export again',
    ])
    const sent = { state: 'ready', keptUntil, deliveryCount: 1 } as const
    expect((await item(sent, '2026-01-01T12:11:00Z')).attributes('data-state')).toBe('ready')
  })

  test('shows its date only if that is not today', async () => {
    const details = async (now: string) =>
      (await item({ state: 'delivered', keptUntil: null }, now))
        .findAll('[data-testid=tray-details] span')
        .map((detail) => detail.text())
    const today = await details('2026-01-01T12:05:00Z')
    expect(today).toEqual(['1,000 rows', expect.stringMatching(/^\d+:00/)])
    expect((await details('2026-01-04T12:05:00Z'))[1]).toMatch(/^Jan 1, 2026, \d+:00/)
  })

  test('that failed says why, and can be exported again', async () => {
    const wrapper = await item({ state: 'failed', errorCode: 'deadline-exceeded' })
    expect(wrapper.get('[data-testid=tray-status]').text()).toContain('took too long')
    await wrapper.get('[aria-label="Export again"]').trigger('click')
    await flushPromises()
    expect(api.export.createTicket.mutate).toHaveBeenCalledWith(progressOf().request)
  })

  test('runs one action at a time, and a double click downloads once', async () => {
    const limits = { query: async () => ({ rowsMax: 1, queuedMax: 20, prepares: true }) }
    const pickUp = vi.fn(async () => receipt)
    const progress = progressOf({ state: 'delivered', keptUntil: '2026-01-01T12:10:00.000Z' })
    const wrapper = await mountWith(TrayItem, {
      api: { export: { ...api.export, limits, pickUp: { mutate: pickUp } } },
      props: { progress, now: new Date('2026-01-01T12:05:00Z') },
    })
    await flushPromises()
    vi.useFakeTimers()
    const download = wrapper.get<HTMLButtonElement>('[aria-label="Download again"]')
    const remove = wrapper.get<HTMLButtonElement>('[aria-label="Delete flights.xlsx"]')
    void download.trigger('click')
    void download.trigger('click')
    await nextTick()
    expect([download.element.disabled, remove.element.disabled]).toEqual([true, true])
    await flushPromises()
    expect([download.element.disabled, remove.element.disabled]).toEqual([true, false])
    download.element.disabled = false
    await download.trigger('click')
    expect(pickUp).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(1000)
    await download.trigger('click')
    expect(pickUp).toHaveBeenCalledTimes(2)
    vi.useRealTimers()
  })

  test('cannot be exported again while the line is full, and says so', async () => {
    const limits = { query: async () => ({ rowsMax: 1, queuedMax: 1, prepares: true }) }
    const wrapper = await mountWith(TrayItem, {
      api: {
        export: {
          ...api.export,
          limits,
          list: { query: async () => [progressOf({ state: 'queued' })] },
        },
      },
      props: { progress: progressOf({ state: 'cancelled' }), now: new Date() },
    })
    await flushPromises()
    const again = wrapper.get<HTMLButtonElement>('[aria-label="Export again"]')
    expect(again.element.disabled).toBe(true)
    expect(again.attributes('title')).toContain('You have 1 export in line.')
  })

  test('that is ready has one button to save it, and can be deleted', async () => {
    const pickUp = vi.fn(async () => receipt)
    const limits = { query: async () => ({ rowsMax: 1, queuedMax: 20, prepares: true }) }
    const keptUntil = '2026-01-01T12:10:00.000Z'
    const mounted = async (state: 'ready' | 'delivered', part: Partial<ExportProgress> = {}) => {
      const wrapper = await mountWith(TrayItem, {
        api: { export: { ...api.export, limits, pickUp: { mutate: pickUp } } },
        props: {
          progress: progressOf({ state, keptUntil, ...part }),
          now: new Date('2026-01-01T12:05:00Z'),
        },
      })
      await flushPromises()
      return wrapper
    }
    const wrapper = await mounted('ready')
    expect(wrapper.find('[role=progressbar]').exists()).toBe(false)
    await wrapper.get('[aria-label="Save flights.xlsx"]').trigger('click')
    await flushPromises()
    expect(pickUp).toHaveBeenCalledWith({ exportId })
    expect(HTMLAnchorElement.prototype.click).toHaveBeenCalledOnce()
    await wrapper.get('[aria-label="Delete flights.xlsx"]').trigger('click')
    expect(api.export.cancel.mutate).toHaveBeenCalledWith({ exportId })
    const sending = await mounted('ready', { deliveryCount: 1, bytesWritten: 64, bytesSent: 16 })
    expect(sending.get('[role=progressbar]').attributes('aria-valuenow')).toBe('25')
    expect(sending.find('[data-testid=tray-save]').exists()).toBe(false)
    expect(sending.find('[aria-label="Download again"]').exists()).toBe(true)
    expect(sending.find('[aria-label="Delete flights.xlsx"]').exists()).toBe(true)
    const delivered = await mounted('delivered')
    expect(delivered.find('[data-testid=tray-save]').exists()).toBe(false)
    pickUp.mockRejectedValueOnce(new Error('offline'))
    await delivered.get('[aria-label="Download again"]').trigger('click')
    await flushPromises()
    expect(delivered.get('[role=alert]').text()).toContain('Can’t reach the server.')
  })
})
