import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportId, progressOf, receipt, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import TrayItem from './TrayItem.vue'

const api = {
  export: {
    watch: { subscribe: () => ({ unsubscribe: () => undefined }) },
    list: { query: async () => [] },
    cancel: { mutate: vi.fn(async () => undefined) },
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
    sessionStorage.clear()
  })

  test('has a bar with a percentage, and can be cancelled', async () => {
    const wrapper = await item({ rowsWritten: 250 })
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('25')
    await wrapper.get('[aria-label="Cancel flights.xlsx"]').trigger('click')
    expect(api.export.cancel.mutate).toHaveBeenCalledWith({ exportId })
  })

  test('says when it cannot be cancelled', async () => {
    api.export.cancel.mutate.mockRejectedValueOnce(new Error('offline'))
    const wrapper = await item({})
    await wrapper.get('[aria-label="Cancel flights.xlsx"]').trigger('click')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('The server does not answer.')
  })

  test('of this tab can be downloaded again while it is kept, and no longer', async () => {
    sessionStorage.setItem('coatcheck.receipts', JSON.stringify([receipt]))
    const done = { state: 'delivered', keptUntil: '2026-01-01T12:10:00.000Z' } as const
    const kept = await item(done)
    await kept.get('[aria-label="Download again"]').trigger('click')
    expect(HTMLAnchorElement.prototype.click).toHaveBeenCalledOnce()
    const dropped = await item(done, '2026-01-01T12:11:00Z')
    expect(dropped.find('[aria-label="Download again"]').exists()).toBe(false)
  })

  test('names the day only when that is not today', async () => {
    const details = async (now: string) =>
      (await item({ state: 'delivered', keptUntil: null }, now))
        .findAll('[data-testid=tray-details] span')
        .map((detail) => detail.text())
    const today = await details('2026-01-01T12:05:00Z')
    expect(today).toEqual(['1,000 rows', expect.stringMatching(/^\d+:00/)])
    expect((await details('2026-01-04T12:05:00Z'))[1]).toMatch(/^Jan 1, 2026, \d+:00/)
  })

  test('that failed says why, and asks for the same again', async () => {
    const wrapper = await item({ state: 'failed', errorCode: 'deadline-exceeded' })
    expect(wrapper.get('[data-testid=tray-status]').text()).toContain('longer than the server')
    await wrapper.get('[aria-label="Export again"]').trigger('click')
    expect(api.export.createTicket.mutate).toHaveBeenCalledWith(progressOf().request)
  })
})
