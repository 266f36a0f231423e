import type { ExportProgress } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useLanguageStore } from '../texts/languageStore.ts'
import { storedSession } from '../session/storedSession.ts'
import { exportIdOf, progressOf, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import ExportTray from './ExportTray.vue'

interface ListQuery {
  limit: number
  before?: string
  search?: string
}

const hourMs = 3_600_000

/** So many exports, the newest first, an hour apart. */
function exportsOf(count: number): ExportProgress[] {
  return Array.from({ length: count }, (_, index) =>
    progressOf({
      exportId: exportIdOf(count - index),
      fileName: `file-${count - index}.xlsx`,
      state: 'expired',
      createdAt: new Date(Date.parse('2026-03-10T12:00:00Z') - index * hourMs).toISOString(),
    }),
  )
}

async function openTray(exports: readonly ExportProgress[]) {
  const query = vi.fn(async ({ limit, before, search = '' }: ListQuery) =>
    exports
      .filter(({ createdAt }) => before === undefined || createdAt < before)
      .filter(({ fileName }) => fileName.includes(search))
      .slice(0, limit),
  )
  const wrapper = await mountWith(ExportTray, {
    api: {
      export: {
        list: { query },
        watch: { subscribe: () => ({ unsubscribe: () => undefined }) },
      },
    },
  })
  await flushPromises()
  return {
    wrapper,
    query,
    items: () => wrapper.findAll('[data-testid=tray-item]'),
    days: () => wrapper.findAll('h3').map((heading) => heading.text()),
    async search(text: string) {
      await wrapper.get('[data-testid=tray-search]').setValue(text)
      await vi.advanceTimersByTimeAsync(300)
      await flushPromises()
    },
    showMore: () => wrapper.find('[data-testid=show-more]'),
  }
}

beforeEach(() => {
  storedSession.write(signedIn)
  vi.useFakeTimers({ now: new Date(2026, 2, 10, 15) })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('exports are grouped by day', () => {
  const at = (...local: [number, number, number, number]) => new Date(...local).toISOString()
  const exports = [
    progressOf({ exportId: exportIdOf(4), createdAt: at(2026, 2, 10, 1) }),
    progressOf({ exportId: exportIdOf(3), createdAt: at(2026, 2, 9, 23) }),
    progressOf({ exportId: exportIdOf(2), createdAt: at(2026, 2, 9, 0) }),
    progressOf({ exportId: exportIdOf(1), createdAt: at(2026, 1, 3, 12) }),
  ]

  test('of the reader’s time zone', async () => {
    const { wrapper, days } = await openTray(exports)
    expect(days()).toEqual(['Today', 'Yesterday', 'Tuesday, February 3, 2026'])
    const lists = wrapper.findAll('ul')
    expect(lists.map((list) => list.findAll('[data-testid=tray-item]').length)).toEqual([1, 2, 1])
    for (const list of lists) {
      const heading = wrapper.get(`[id="${list.attributes('aria-labelledby')}"]`)
      expect(heading.element.tagName).toBe('H3')
    }
  })

  test('in the reader’s language', async () => {
    const { days } = await openTray(exports)
    await useLanguageStore().setLanguage('de')
    await flushPromises()
    expect(days()).toEqual(['Heute', 'Gestern', 'Dienstag, 3. Februar 2026'])
  })

  test('and regrouped at midnight', async () => {
    const { days } = await openTray(exports.slice(0, 1))
    vi.setSystemTime(new Date(2026, 2, 11, 0, 1))
    await vi.advanceTimersByTimeAsync(1000)
    expect(days()).toEqual(['Yesterday'])
  })
})

describe('older exports', () => {
  test('are loaded on demand, until there are no more', async () => {
    const { items, query, showMore } = await openTray(exportsOf(65))
    expect(items()).toHaveLength(30)
    await showMore().trigger('click')
    await flushPromises()
    expect(items()).toHaveLength(60)
    expect(query.mock.lastCall).toEqual([{ limit: 30, before: exportsOf(65)[29]!.createdAt }])
    await showMore().trigger('click')
    await flushPromises()
    expect(items()).toHaveLength(65)
    expect(showMore().exists()).toBe(false)
  })

  test('are asked for again after a failure', async () => {
    const { wrapper, items, query, showMore } = await openTray(exportsOf(40))
    query.mockRejectedValueOnce(new Error('offline'))
    await showMore().trigger('click')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('Couldn’t load your recent exports.')
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(items()).toHaveLength(40)
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })

  test('are not offered when all are there', async () => {
    expect((await openTray(exportsOf(29))).showMore().exists()).toBe(false)
  })
})

describe('the search', () => {
  test('is offered for more exports than are seen at a glance', async () => {
    const few = await openTray(exportsOf(5))
    expect(few.wrapper.find('[data-testid=tray-search]').exists()).toBe(false)
    const many = await openTray(exportsOf(6))
    const field = many.wrapper.get('[data-testid=tray-search]')
    expect(field.element.closest('label')?.textContent).toContain('Search exports')
  })

  test('finds exports on the server, after a pause in typing, and says how many', async () => {
    const { wrapper, items, query, search } = await openTray(exportsOf(65))
    const field = wrapper.get('[data-testid=tray-search]')
    await field.setValue('file')
    await field.setValue('file-1.')
    expect(query).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(300)
    await flushPromises()
    expect(query).toHaveBeenCalledTimes(2)
    expect(query.mock.lastCall).toEqual([{ limit: 30, search: 'file-1.' }])
    expect(items()).toHaveLength(1)
    expect(wrapper.get('[data-testid=search-status]').text()).toBe('1 export found')
    await search('')
    expect(items()).toHaveLength(30)
    expect(wrapper.get('[data-testid=search-status]').text()).toBe('')
  })

  test('has pages too', async () => {
    const { items, query, search, showMore } = await openTray(exportsOf(65))
    await search('file')
    await showMore().trigger('click')
    await flushPromises()
    expect(items()).toHaveLength(60)
    const before = exportsOf(65)[29]!.createdAt
    expect(query.mock.lastCall).toEqual([{ limit: 30, search: 'file', before }])
  })

  test('says that nothing was found, or that it failed', async () => {
    const { wrapper, items, query, search } = await openTray(exportsOf(10))
    await search('nothing')
    expect(wrapper.text()).toContain('No exports found')
    expect(items()).toHaveLength(0)
    query.mockRejectedValueOnce(new Error('offline'))
    await search('file-7')
    expect(wrapper.get('[role=alert]').text()).toContain('Couldn’t search your exports.')
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(items()).toHaveLength(1)
  })

  test('leaves a receipt open whose export is found too', async () => {
    const { wrapper, query, search } = await openTray(exportsOf(10))
    const receiptOf = (index: number) => wrapper.findAll('details')[index]!.element
    const opened = receiptOf(3)
    let answer: (found: ExportProgress[]) => void
    query.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
    await search('file-7')
    expect(wrapper.get('[data-testid=search-status]').text()).toBe('Searching…')
    expect(receiptOf(3)).toBe(opened)
    answer!(exportsOf(10).slice(3, 4))
    await flushPromises()
    expect(receiptOf(0)).toBe(opened)
  })

  test('that is overtaken by the next one changes nothing', async () => {
    const { items, query, search } = await openTray(exportsOf(10))
    let answer: (found: ExportProgress[]) => void
    query.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
    await search('file')
    await search('file-7')
    answer!(exportsOf(10))
    await flushPromises()
    expect(items()).toHaveLength(1)
  })

  test('is cleared by the first Escape; the next one closes the tray', async () => {
    const { wrapper, search } = await openTray(exportsOf(10))
    await search('file-7')
    const field = wrapper.get<HTMLInputElement>('[data-testid=tray-search]')
    await field.trigger('keydown', { key: 'Escape' })
    expect(field.element.value).toBe('')
    expect(wrapper.emitted('close')).toBeUndefined()
    await field.trigger('keydown', { key: 'Escape' })
    expect(wrapper.emitted('close')).toHaveLength(1)
  })
})
